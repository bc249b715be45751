"""Neighborhoods for other programs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.viewsets import GenericViewSet

from engagement.places.models import Neighborhood
from engagement.places.queries import neighborhoods_on_the_map


class NeighborhoodSerializer(serializers.ModelSerializer[Neighborhood]):
    link = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = Neighborhood
        fields = (
            "slug",
            "name",
            "population",
            "area_km2",
            "west",
            "south",
            "east",
            "north",
            "link",
        )


class NeighborhoodWithBoundarySerializer(NeighborhoodSerializer):
    boundary = serializers.JSONField(read_only=True)

    class Meta:
        model = Neighborhood
        fields = (*NeighborhoodSerializer.Meta.fields, "boundary")


@extend_schema(tags=["neighborhoods"])
class NeighborhoodViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    GenericViewSet[Neighborhood],
):
    """The town's neighborhoods; one by its slug comes with its boundary."""

    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Neighborhood]:
        return neighborhoods_on_the_map()

    def get_serializer_class(self) -> Any:
        if self.action == "retrieve":
            return NeighborhoodWithBoundarySerializer
        return NeighborhoodSerializer
