"""Finding a meeting: what visitors narrow the public list by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import cos, radians
from typing import Final

from django.db.models import F, FloatField, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.utils.timezone import make_aware

from engagement.common.paging import Cursor
from engagement.common.roles import NOBODY
from meetings.choices import MeetingForm, MeetingState
from meetings.models import DateQuestion, Meeting
from meetings.queries.visible import MeetingQuerySet, meetings_visible_to

NEAR_M: Final = 2_000
MOST_A_MONTH: Final = 300
_METRES_A_DEGREE: Final = 111_195.0


@dataclass(frozen=True, kw_only=True)
class MeetingFilters:
    """What somebody looks for; empty is everything."""

    kind: str = ""
    neighborhood: str = ""
    language: str = ""
    is_step_free: bool = False
    has_hearing_loop: bool = False
    has_child_care: bool = False
    is_online: bool = False
    point: tuple[float, float] | None = None


def found_meetings(wanted: MeetingFilters) -> MeetingQuerySet:
    """List the public meetings that match; town-wide ones belong to each neighborhood."""
    found = meetings_visible_to(NOBODY).filter(_about(wanted), _getting_in(wanted))
    return _near(found, *wanted.point) if wanted.point else found


def _about(wanted: MeetingFilters) -> Q:
    """What it is, where, and in which language."""
    matches = Q()
    if wanted.kind:
        matches &= Q(kind=wanted.kind)
    if wanted.neighborhood:
        matches &= Q(neighborhood__slug=wanted.neighborhood) | Q(neighborhood=None)
    if wanted.language:
        said = Q(languages__contains=[wanted.language])
        matches &= said | Q(interpreters__contains=[wanted.language])
    return matches


def _getting_in(wanted: MeetingFilters) -> Q:
    """Whether somebody can get in, hear, bring a child or stay at home."""
    on_a_screen = Q(form=MeetingForm.ONLINE)
    matches = Q()
    if wanted.is_step_free:
        matches &= Q(venue__is_step_free=True) | on_a_screen
    if wanted.has_hearing_loop:
        matches &= Q(venue__has_hearing_loop=True) | on_a_screen
    if wanted.has_child_care:
        matches &= Q(has_child_care=True)
    if wanted.is_online:
        matches &= ~Q(form=MeetingForm.IN_PERSON)
    return matches


def _near(found: MeetingQuerySet, lat: float, lon: float) -> MeetingQuerySet:
    """Keep those whose house lies within a walk of half an hour of a point."""
    up = (F("venue__lat") - lat) * _METRES_A_DEGREE
    across = (F("venue__lon") - lon) * (_METRES_A_DEGREE * cos(radians(lat)))
    squared: Combinable = Cast(up * up + across * across, FloatField())
    there = found.filter(venue__lat__isnull=False).annotate(squared=squared)
    return there.filter(squared__lte=Value(float(NEAR_M**2)))


def page_to_come(
    found: MeetingQuerySet, at: datetime, after: str, size: int
) -> tuple[list[Meeting], str]:
    """Give the soonest that are not over, and the cursor after which there are more."""
    rows = found.filter(ends_at__gt=at).order_by("begins_at", "pk")
    cursor = Cursor.read(after)
    if cursor is not None:
        later = Q(begins_at__gt=cursor.at) | Q(pk__gt=cursor.pk)
        rows = rows.filter(Q(begins_at__gte=cursor.at) & later)
    shown = list(rows[: size + 1])
    if len(shown) <= size:
        return shown, ""
    last = shown[size - 1]
    return shown[:size], str(Cursor(last.begins_at, last.pk))


def in_month(found: MeetingQuerySet, first: date) -> list[Meeting]:
    """List those that begin in a month of the town's own calendar."""
    after = (first + timedelta(days=31)).replace(day=1)
    begins, ends = (
        make_aware(datetime.combine(day, time.min)) for day in (first, after)
    )
    rows = found.filter(begins_at__gte=begins, begins_at__lt=ends)
    return list(rows.order_by("begins_at", "pk")[: MOST_A_MONTH + 1])


def dates_asked_for(at: datetime) -> Sequence[DateQuestion]:
    """List the drafts whose date neighbors may help to choose, soonest closing first."""
    open_now = DateQuestion.objects.filter(settled_at=None, closes_at__gt=at)
    drafts = open_now.filter(meeting__state=MeetingState.DRAFT)
    return list(drafts.select_related("meeting__neighborhood").order_by("closes_at", "pk")[:20])  # fmt: skip
