from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.timezone import now
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from engagement.common.errors import DomainError
from engagement.common.http import client_ip, viewer_of
from engagement.common.ids import read_reference
from engagement.common.limits import VOICES, is_over
from engagement.common.rest import ListPages
from engagement.common.rest_errors import refuse
from engagement.common.suppression import public_count, public_parts
from engagement.concerns.api.asking import device_of, person_of
from engagement.concerns.choices import Status
from engagement.concerns.errors import (
    ChangedMeanwhileError,
    ClosedIssueError,
    NoSuchIssueError,
    OwnAreaError,
)
from engagement.concerns.models import Issue, IssueQuerySet
from engagement.concerns.queries import (
    MOST_WORDS,
    IssueFilters,
    issues_near_point,
    issues_visible_to,
    kinds_in_use,
    near_issues,
    public_issues,
    public_words_of,
)
from engagement.concerns.services import add_voice, withdraw_voice
from engagement.people.http import is_proved
from engagement.places.models import SnapPoint

_CODES = {
    NoSuchIssueError: status.HTTP_404_NOT_FOUND,
    OwnAreaError: status.HTTP_403_FORBIDDEN,
    ClosedIssueError: status.HTTP_409_CONFLICT,
    ChangedMeanwhileError: status.HTTP_409_CONFLICT,
}


class PointSerializer(serializers.ModelSerializer[SnapPoint]):
    """A point of the public table, never where somebody stood."""

    class Meta:
        model = SnapPoint
        fields = ("lat", "lon", "label")


class IssueSerializer(serializers.ModelSerializer[Issue]):
    """What anyone may know of an issue; `null` people means fewer than five.

    Reporters and supporters are told apart only where neither group is that small.
    """

    reference = serializers.CharField(source="__str__", read_only=True)
    kind = serializers.CharField(source="kind.code", read_only=True)
    neighborhood = serializers.CharField(
        source="neighborhood.slug", read_only=True, allow_null=True
    )
    point = PointSerializer(source="public_point", read_only=True, allow_null=True)
    closed_on = serializers.DateTimeField(
        source="closed_at", read_only=True, allow_null=True, format="%Y-%m-%d"
    )
    people = serializers.SerializerMethodField()
    reporters = serializers.SerializerMethodField()
    supporters = serializers.SerializerMethodField()
    link = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = Issue
        fields = (
            "reference",
            "kind",
            "neighborhood",
            "point",
            "status",
            "reported_on",
            "closed_on",
            "reply_due_on",
            "people",
            "reporters",
            "supporters",
            "link",
        )

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_people(self, issue: Issue) -> int | None:
        return public_count(issue.reporters + issue.supporters)

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_reporters(self, issue: Issue) -> int | None:
        return public_parts(issue.reporters, issue.supporters)[0]

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_supporters(self, issue: Issue) -> int | None:
        return public_parts(issue.reporters, issue.supporters)[1]


class WordSerializer(serializers.Serializer[Any]):
    """Official words: a step of the status, or an answer."""

    on = serializers.DateTimeField(source="at", format="%Y-%m-%d")
    text = serializers.CharField()


class MoveSerializer(WordSerializer):
    status = serializers.ChoiceField(choices=Status.choices, source="new")


class PublicWordsSerializer(serializers.Serializer[Any]):
    """What somebody wrote, once a moderator let it pass; never who."""

    on = serializers.DateField()
    text = serializers.CharField()
    language = serializers.CharField()
    was_edited = serializers.BooleanField()


class IssueDetailSerializer(IssueSerializer):
    merged_into = serializers.SerializerMethodField()
    words = serializers.SerializerMethodField()
    moves = MoveSerializer(many=True, read_only=True)
    replies = WordSerializer(many=True, read_only=True)

    class Meta:
        model = Issue
        fields = (
            *IssueSerializer.Meta.fields,
            "merged_into",
            "moves",
            "replies",
            "words",
        )

    @extend_schema_field(PublicWordsSerializer(many=True))
    def get_words(self, issue: Issue) -> Any:
        words = public_words_of(issue)[:MOST_WORDS]
        return PublicWordsSerializer(words, many=True).data

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_merged_into(self, issue: Issue) -> str | None:
        return str(issue.merged_into) if issue.merged_into else None


class NearSerializer(serializers.Serializer[Any]):
    """An issue that may be the same one, the likeliest first."""

    issue = IssueSerializer()
    score = serializers.FloatField()
    metres = serializers.FloatField()
    days = serializers.IntegerField()


class FilterSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField(required=False, default="", max_length=60)
    status = serializers.ChoiceField(
        choices=["open", "closed", *Status.values], required=False, default=""
    )
    neighborhood = serializers.SlugField(required=False, default="", max_length=140)
    since = serializers.DateField(required=False, default=None)
    until = serializers.DateField(required=False, default=None)


class AroundSerializer(serializers.Serializer[Any]):
    lat = serializers.FloatField(required=False, min_value=-90, max_value=90)
    lon = serializers.FloatField(required=False, min_value=-180, max_value=180)
    within = serializers.IntegerField(
        required=False, min_value=50, max_value=5000, default=500
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("lat" in attrs) != ("lon" in attrs):
            raise serializers.ValidationError(
                {"lat": _("Send `lat` and `lon` together.")}
            )
        return attrs


class LookAlikeSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField(max_length=60)
    lat = serializers.FloatField(min_value=-90, max_value=90)
    lon = serializers.FloatField(min_value=-180, max_value=180)
    text = serializers.CharField(required=False, default="", max_length=1500)


class VoiceSerializer(serializers.Serializer[Any]):
    """Who is not signed in names the device, so that it can speak once."""

    device = serializers.CharField(
        required=False, default="", min_length=16, max_length=100, write_only=True
    )
    issue = serializers.CharField(read_only=True)
    role = serializers.CharField(read_only=True)


class IssuePages(ListPages):
    ordering = ("-first_at", "-id")  # type: ignore[assignment]  # DRF takes a tuple too


@extend_schema(tags=["issues"])
class IssueViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Issue]
):
    """Public issues: by filter, around a point, and those that may be the same."""

    serializer_class = IssueSerializer
    pagination_class = IssuePages
    lookup_field = "reference"
    lookup_value_regex = "[0-9A-Za-z-]{8,9}"

    def get_queryset(self) -> IssueQuerySet:
        if self.action != "list" or getattr(self, "swagger_fake_view", False):
            return issues_visible_to(viewer_of(self.request))
        asked = FilterSerializer(data=self.request.query_params)
        asked.is_valid(raise_exception=True)
        around = AroundSerializer(data=self.request.query_params)
        around.is_valid(raise_exception=True)
        issues = public_issues(IssueFilters(**asked.validated_data))
        return issues_near_point(issues, **around.validated_data)

    def get_object(self) -> Issue:
        reference = read_reference(self.kwargs["reference"])
        issue = self.get_queryset().filter(reference=reference or "").first()
        if issue is None:
            raise Http404
        return issue

    @extend_schema(parameters=[FilterSerializer, AroundSerializer])
    def list(self, request: Request, *args: Any, **named: Any) -> Response:
        """List public issues, newest first; with `lat` and `lon` those around."""
        return super().list(request, *args, **named)

    @extend_schema(responses=IssueDetailSerializer)
    def retrieve(self, request: Request, *_args: Any, **_named: Any) -> Response:
        """Give one issue with its steps and the officers’ answers."""
        context = {"request": request}
        return Response(IssueDetailSerializer(self.get_object(), context=context).data)

    @extend_schema(
        parameters=[LookAlikeSerializer], responses=NearSerializer(many=True)
    )
    @action(detail=False, pagination_class=None)
    def similar(self, request: Request) -> Response:
        """Give up to three open issues that may be the one about to be reported."""
        asked = LookAlikeSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        kind = kinds_in_use().filter(code=said["kind"]).first()
        if kind is None:
            raise serializers.ValidationError({"kind": [_("There is no such kind.")]})
        found = near_issues(
            viewer_of(request), kind.pk, said["lat"], said["lon"], now(), said["text"]
        )
        return Response(NearSerializer(found, many=True).data)

    @extend_schema(
        methods=["POST"], request=VoiceSerializer, responses={201: VoiceSerializer}
    )
    @extend_schema(
        methods=["DELETE"],
        parameters=[OpenApiParameter("device", str)],
        responses={204: None},
    )
    @action(detail=True, methods=["post", "delete"])
    def voice(self, request: Request, reference: str) -> Response:  # noqa: ARG002 - named by the address
        """Say “me too”, or take it back."""
        issue = self.get_object()
        given = request.data if request.method == "POST" else request.query_params
        asked = VoiceSerializer(data=given)
        asked.is_valid(raise_exception=True)
        device = device_of(request) or asked.validated_data["device"] or None
        try:
            return self._speak(request, issue, device)
        except DomainError as error:
            raise refuse(error, _CODES.get(type(error), 400)) from error

    def _speak(self, request: Request, issue: Issue, device: str | None) -> Response:
        person = person_of(request)
        if is_over(VOICES, client_ip(request)):
            raise Throttled(wait=VOICES.seconds)
        if request.method == "DELETE":
            withdraw_voice(issue_id=issue.pk, person=person, device=device, now=now())
            return Response(status=status.HTTP_204_NO_CONTENT)
        voice = add_voice(
            issue_id=issue.pk,
            person=person,
            device=device,
            is_proved=is_proved(request, device or ""),
            now=now(),
            network=client_ip(request),
        )
        said = {"issue": str(voice.issue), "role": voice.role}
        return Response(said, status=status.HTTP_201_CREATED)
