"""Published meetings for other programs: what the pages show, and no more."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from engagement.common.rest import ListPages
from engagement.common.suppression import answers_shown
from meetings.choices import MeetingKind
from meetings.models import Meeting, MeetingPromise, Venue
from meetings.queries.agenda import agenda_of
from meetings.queries.bookings import people_booked
from meetings.queries.finding import MeetingFilters, found_meetings
from meetings.queries.minutes import (
    editions_of,
    promised_in,
    read_in,
)


class HouseSerializer(serializers.ModelSerializer[Venue]):
    """Where people come together, and how one gets in."""

    class Meta:
        model = Venue
        fields = ("name", "address", "is_step_free", "has_hearing_loop")


class MeetingSerializer(serializers.ModelSerializer[Meeting]):
    """What everybody may know of a meeting; the link to join online is never in it."""

    neighborhood = serializers.CharField(
        source="neighborhood.slug", read_only=True, default=None, allow_null=True
    )
    kind = serializers.CharField(read_only=True)
    form = serializers.CharField(read_only=True)
    state = serializers.CharField(read_only=True)
    house = HouseSerializer(source="venue", read_only=True, allow_null=True)
    link = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = Meeting
        fields = (
            "id",
            "title",
            "kind",
            "form",
            "state",
            "begins_at",
            "ends_at",
            "neighborhood",
            "house",
            "languages",
            "interpreters",
            "has_child_care",
            "link",
        )


class PartSerializer(serializers.Serializer[Any]):
    """One thing that will be talked about, and when."""

    number = serializers.CharField()
    title = serializers.CharField(source="item.title")
    at = serializers.DateTimeField()
    minutes = serializers.IntegerField(source="item.minutes", allow_null=True)


class SaidSerializer(serializers.Serializer[Any]):
    number = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()
    outcome = serializers.CharField()


class MinutesSerializer(serializers.Serializer[Any]):
    """The newest edition, in the language asked for or the one it was written in."""

    edition = serializers.IntegerField(source="edition.number")
    published_at = serializers.DateTimeField(source="edition.at")
    language = serializers.CharField()
    languages = serializers.ListField(child=serializers.CharField())
    people_came = serializers.IntegerField(source="attendance", allow_null=True)
    general = serializers.CharField()
    items = SaidSerializer(many=True)


class PromisedSerializer(serializers.ModelSerializer[MeetingPromise]):
    """What was promised there; `link` leads to what came of it."""

    what = serializers.CharField(source="promise.what", read_only=True)
    who = serializers.CharField(source="promise.who", read_only=True)
    due_on = serializers.DateField(source="promise.due_on", read_only=True)
    state = serializers.CharField(source="promise.state", read_only=True)
    link = serializers.CharField(source="promise.get_absolute_url", read_only=True)

    class Meta:
        model = MeetingPromise
        fields = ("what", "who", "due_on", "state", "link")


class MeetingDetailSerializer(MeetingSerializer):
    """`people_coming` is in fives, and `null` under ten."""

    people_coming = serializers.SerializerMethodField()
    agenda = serializers.SerializerMethodField()
    minutes = serializers.SerializerMethodField()
    promises = serializers.SerializerMethodField()

    class Meta:
        model = Meeting
        fields = (
            *MeetingSerializer.Meta.fields,
            "summary",
            "people_coming",
            "agenda",
            "minutes",
            "promises",
        )

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_people_coming(self, meeting: Meeting) -> int | None:
        return answers_shown(people_booked(meeting))

    @extend_schema_field(PartSerializer(many=True))
    def get_agenda(self, meeting: Meeting) -> Any:
        return PartSerializer(agenda_of(meeting).all_entries, many=True).data

    @extend_schema_field(MinutesSerializer(allow_null=True))
    def get_minutes(self, meeting: Meeting) -> Any:
        edition = editions_of(meeting).first()
        if edition is None:
            return None
        return MinutesSerializer(read_in(edition, self.context["language"])).data

    @extend_schema_field(PromisedSerializer(many=True))
    def get_promises(self, meeting: Meeting) -> Any:
        return PromisedSerializer(promised_in(meeting), many=True).data


class MeetingFilterSerializer(serializers.Serializer[Any]):
    """`from` and `until` are days of the town's calendar, both counted in."""

    area = serializers.SlugField(required=False, default="", max_length=140)
    kind = serializers.ChoiceField(
        choices=MeetingKind.values, required=False, default=""
    )
    until = serializers.DateField(required=False, default=None)

    def get_fields(self) -> dict[str, Any]:
        """Add the field that cannot be called by its name: the word is Python's own."""
        first = serializers.DateField(required=False, default=None)
        return {**super().get_fields(), "from": first}


class LanguageSerializer(serializers.Serializer[Any]):
    language = serializers.CharField(required=False, default="", max_length=12)


class MeetingPages(ListPages):
    ordering = ("begins_at", "id")  # type: ignore[assignment]  # DRF takes a tuple too


@extend_schema(tags=["meetings"])
class MeetingViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Meeting]
):
    """Published meetings, to come and held."""

    serializer_class = MeetingSerializer
    pagination_class = MeetingPages
    lookup_value_regex = "[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[Meeting]:
        if self.action != "list" or getattr(self, "swagger_fake_view", False):
            return found_meetings(MeetingFilters())
        asked = MeetingFilterSerializer(data=self.request.query_params)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        found = found_meetings(
            MeetingFilters(kind=said["kind"], neighborhood=said["area"])
        )
        if said["from"]:
            found = found.filter(ends_at__date__gte=said["from"])
        if said["until"]:
            found = found.filter(begins_at__date__lte=said["until"])
        return found

    @extend_schema(parameters=[MeetingFilterSerializer])
    def list(self, request: Request, *args: Any, **named: Any) -> Response:
        """List published meetings in the order of their hours."""
        return super().list(request, *args, **named)

    @extend_schema(parameters=[LanguageSerializer], responses=MeetingDetailSerializer)
    def retrieve(self, request: Request, *_args: Any, **_named: Any) -> Response:
        """Give one meeting with its agenda, its minutes and what was promised."""
        asked = LanguageSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        context = {"request": request, "language": asked.validated_data["language"]}
        found = MeetingDetailSerializer(self.get_object(), context=context)
        return Response(found.data)
