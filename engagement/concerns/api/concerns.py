from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.viewsets import GenericViewSet

from engagement.common.errors import DomainError
from engagement.common.http import client_ip
from engagement.common.ids import show_receipt, show_reference
from engagement.common.rest import ListPages
from engagement.common.rest_errors import refuse
from engagement.concerns.answers import LONGEST_TEXT, Submission
from engagement.concerns.api.asking import device_of, person_of
from engagement.concerns.choices import Channel, Contact, Privacy
from engagement.concerns.errors import AlreadySentError
from engagement.concerns.models import Concern, Kind
from engagement.concerns.queries import concerns_sent_by, kinds_in_use
from engagement.concerns.services import Receipt, submit_concern
from engagement.people.http import is_proved
from engagement.places.models import Neighborhood
from engagement.places.queries import neighborhoods_on_the_map

SHORTEST_KEY, LONGEST_KEY = 16, 200
PRIVACIES = [choice for choice in Privacy.choices if choice[0] != Privacy.CONDUCT]


class SubmissionSerializer(serializers.Serializer[Any]):
    """What one may tell; only `kind` and a place are needed."""

    kind = serializers.SlugField(help_text="code of a kind", max_length=60)
    text = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=LONGEST_TEXT
    )
    where_text = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=200
    )
    where_hint = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=200
    )
    lat = serializers.FloatField(
        required=False, allow_null=True, default=None, min_value=-90, max_value=90
    )
    lon = serializers.FloatField(
        required=False, allow_null=True, default=None, min_value=-180, max_value=180
    )
    neighborhood = serializers.SlugField(
        required=False, allow_null=True, default=None, max_length=140
    )
    privacy = serializers.ChoiceField(
        choices=PRIVACIES, required=False, allow_null=True, default=None
    )
    how_often = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=200
    )
    who_harmed = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=200
    )
    contact_by = serializers.ChoiceField(
        choices=Contact.choices, required=False, default=Contact.NONE
    )
    contact = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=254
    )
    name = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=120
    )
    wants_updates = serializers.BooleanField(required=False, default=False)
    share_with_officer = serializers.BooleanField(required=False, default=False)
    language = serializers.CharField(required=False, default="en", max_length=12)

    def validate_kind(self, code: str) -> Kind:
        kind = kinds_in_use().filter(code=code).first()
        if kind is None:
            raise serializers.ValidationError(_("There is no such kind."))
        return kind

    def validate_neighborhood(self, slug: str | None) -> Neighborhood | None:
        if slug is None:
            return None
        place = neighborhoods_on_the_map().filter(slug=slug).first()
        if place is None:
            raise serializers.ValidationError(_("There is no such neighborhood."))
        return place

    def submission(self) -> Submission:
        said = dict(self.validated_data)
        place = said.pop("neighborhood")
        return Submission(
            kind_id=said.pop("kind").pk,
            neighborhood_id=place.pk if place else None,
            channel=Channel.API,
            **said,
        )


class ReceiptSerializer(serializers.Serializer[Any]):
    """Shown once here: keep `receipt`, it opens the concern again."""

    reference = serializers.CharField()
    receipt = serializers.CharField()
    receipt_link = serializers.CharField()
    issue = serializers.CharField()
    issue_link = serializers.CharField()
    reply_due_on = serializers.DateField(allow_null=True)


class OwnConcernSerializer(serializers.ModelSerializer[Concern]):
    """One's own concern, word for word."""

    reference = serializers.CharField(source="__str__", read_only=True)
    issue = serializers.CharField(source="issue.__str__", read_only=True)
    kind = serializers.CharField(source="kind.code", read_only=True)
    neighborhood = serializers.CharField(
        source="neighborhood.slug", read_only=True, allow_null=True
    )
    status = serializers.CharField(source="issue.status", read_only=True)

    class Meta:
        model = Concern
        fields = (
            "reference",
            "issue",
            "kind",
            "neighborhood",
            "status",
            "reported_on",
            "text",
            "where_text",
            "lat",
            "lon",
            "privacy",
        )


class OwnPages(ListPages):
    ordering = ("-reported_at", "-id")  # type: ignore[assignment]  # DRF takes a tuple too


def _answer(receipt: Receipt) -> dict[str, Any]:
    return {
        "reference": show_reference(receipt.reference),
        "receipt": show_receipt(receipt.receipt),
        "receipt_link": reverse("concerns:receipt", args=[receipt.receipt]),
        "issue": show_reference(receipt.issue_reference),
        "issue_link": reverse("concerns:issue", args=[receipt.issue_reference]),
        "reply_due_on": receipt.reply_due_on,
    }


@extend_schema(tags=["concerns"])
class ConcernViewSet(mixins.ListModelMixin, GenericViewSet[Concern]):
    """Sending a concern needs no account; reading one's own needs the session."""

    serializer_class = OwnConcernSerializer
    pagination_class = OwnPages

    def get_permissions(self) -> list[Any]:
        return [IsAuthenticated()] if self.action == "list" else []

    def get_throttles(self) -> list[BaseThrottle]:
        """Nothing that is sent is refused: over a limit it is held (RULINGS 34)."""
        return [] if self.action == "create" else super().get_throttles()

    def get_queryset(self) -> QuerySet[Concern]:
        person = person_of(self.request)
        return concerns_sent_by(person).order_by("-reported_at", "-id")

    @extend_schema(
        request=SubmissionSerializer,
        responses={201: ReceiptSerializer},
        parameters=[
            OpenApiParameter(
                "Idempotency-Key",
                str,
                OpenApiParameter.HEADER,
                required=True,
                description="16 to 200 characters of your own; a second sending "
                "with the same key and answers gives the same receipt.",
            )
        ],
    )
    def create(self, request: Request) -> Response:
        """Send a concern; the answer comes when it is stored."""
        key = _key_of(request)
        asked = SubmissionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        device = device_of(request)
        try:
            receipt = submit_concern(
                submission=asked.submission(),
                person=person_of(request),
                device=device or None,
                is_proved=is_proved(request, device),
                idempotency_key=f"api:{key}",
                now=now(),
                network=client_ip(request),
            )
        except DomainError as error:
            code = 409 if isinstance(error, AlreadySentError) else 400
            raise refuse(error, code) from error
        return Response(
            ReceiptSerializer(_answer(receipt)).data, status=status.HTTP_201_CREATED
        )


def _key_of(request: Request) -> str:
    key = str(request.headers.get("Idempotency-Key", "")).strip()
    if not (SHORTEST_KEY <= len(key) <= LONGEST_KEY and key.isprintable()):
        raise serializers.ValidationError(
            {
                "Idempotency-Key": [
                    _("Send a header of 16 to 200 characters of your own.")
                ]
            }
        )
    return key
