from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.viewsets import GenericViewSet

from engagement.concerns.models import Kind, KindQuerySet
from engagement.concerns.queries import kinds_in_use, urgent_words
from engagement.places.queries import town


class KindSerializer(serializers.ModelSerializer[Kind]):
    name = serializers.CharField(source="label", read_only=True)
    group = serializers.CharField(source="parent.code", read_only=True)
    group_name = serializers.CharField(source="parent.label", read_only=True)
    urgent_words = serializers.SerializerMethodField()

    class Meta:
        model = Kind
        fields = (
            "code",
            "name",
            "group",
            "group_name",
            "harm_level",
            "reply_days",
            "target_days",
            "privacy",
            "is_urgent",
            "urgent_words",
            "open311_code",
        )

    @extend_schema_field(serializers.CharField)
    def get_urgent_words(self, kind: Kind) -> str:
        return urgent_words(kind, self.context.get("town"))


@extend_schema(tags=["kinds"])
class KindViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Kind]
):
    """What can be reported. `urgent_words` say where to go when it cannot wait."""

    serializer_class = KindSerializer
    lookup_field = "code"

    def get_queryset(self) -> KindQuerySet:
        return kinds_in_use()

    def get_serializer_context(self) -> dict[str, Any]:
        """Ask for the town once, not once a kind."""
        return {**super().get_serializer_context(), "town": town()}
