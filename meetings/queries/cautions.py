"""What to look at before people are called: none of it stops anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from django.db.models.functions import Lower
from django.utils.timezone import localdate

from engagement.concerns.likeness import metres_between
from engagement.places.models import Holiday
from meetings.choices import MeetingState
from meetings.models import Meeting, Organizer, Speaker, Venue
from meetings.queries.visible import MeetingQuerySet

NEARBY_M: Final = 1_500
MOST: Final = 5  # of one kind; more would hide the others
_CANDIDATES: Final = 200


class About(StrEnum):
    ORGANIZER = "organizer"
    SPEAKER = "speaker"
    HOLIDAY = "holiday"
    RIVAL = "rival"


@dataclass(frozen=True)
class Caution:
    """One thing to look at: about whom or what, and the other meeting if there is one."""

    about: About
    name: str
    other: Meeting | None = None


def cautions_of(meeting: Meeting) -> list[Caution]:
    """List what stands against a meeting's hours, the most personal first."""
    if meeting.is_cancelled:
        return []
    return [
        *_organizers(meeting),
        *_speakers(meeting),
        *_holidays(meeting),
        *_rivals(meeting)[:MOST],
    ]


def at_the_same_hours(meeting: Meeting) -> MeetingQuerySet:
    """List other meetings that stand and share some of the hours."""
    others = Meeting.objects.filter(
        begins_at__lt=meeting.ends_at, ends_at__gt=meeting.begins_at
    )
    stand = others.exclude(pk=meeting.pk).exclude(state=MeetingState.CANCELLED)
    return stand.select_related("venue", "neighborhood").order_by("begins_at", "pk")


def _organizers(meeting: Meeting) -> list[Caution]:
    """Whoever looks after this meeting and another at the same hours."""
    mine = Organizer.objects.filter(meeting=meeting, ended_at=None).values("person")
    both = Organizer.objects.filter(
        meeting__in=at_the_same_hours(meeting).values("pk"),
        person__in=mine,
        ended_at=None,
    )
    rows = both.select_related("meeting", "person").order_by("meeting__begins_at", "pk")
    return [
        Caution(About.ORGANIZER, str(row.person), row.meeting) for row in rows[:MOST]
    ]


def _speakers(meeting: Meeting) -> list[Caution]:
    """Whoever is named as a speaker of this meeting and of another; as it is written."""
    mine = Speaker.objects.filter(meeting=meeting).values(said=Lower("name"))
    rows = (
        Speaker.objects.annotate(said=Lower("name"))
        .filter(meeting__in=at_the_same_hours(meeting).values("pk"), said__in=mine)
        .select_related("meeting")
        .order_by("meeting__begins_at", "pk")
    )
    return [Caution(About.SPEAKER, row.name, row.meeting) for row in rows[:MOST]]


def _holidays(meeting: Meeting) -> list[Caution]:
    """The holidays on which the meeting falls, by the town's own calendar."""
    last = localdate(meeting.ends_at - timedelta(microseconds=1))
    found = Holiday.objects.filter(on__range=(localdate(meeting.begins_at), last))
    return [Caution(About.HOLIDAY, day.name) for day in found.order_by("on")]


def _rivals(meeting: Meeting) -> list[Caution]:
    """Published meetings of the same neighborhood, or in a house nearby."""
    others = at_the_same_hours(meeting).filter(published_at__isnull=False)
    return [
        Caution(About.RIVAL, other.title, other)
        for other in others[:_CANDIDATES]
        if _is_near(meeting, other)
    ]


def _is_near(one: Meeting, other: Meeting) -> bool:
    if one.neighborhood_id is None or other.neighborhood_id is None:
        return True
    if one.neighborhood_id == other.neighborhood_id:
        return True
    return _metres(one.venue, other.venue) <= NEARBY_M


def _metres(one: Venue | None, other: Venue | None) -> float:
    """Give how far two houses are apart; where one is not on the map: too far."""
    if one is None or other is None:
        return float("inf")
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return float("inf")
    return metres_between(one.lat, one.lon, other.lat, other.lon)
