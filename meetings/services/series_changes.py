"""Changing a series: this and following, or all; who means to come is never moved unasked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from engagement.common.recurrence import BadRuleError, read_rule, rest_of
from engagement.common.richtext import plain
from engagement.people.models import User
from meetings.errors import (
    BadSeriesError,
    MeetingOverError,
    PeopleComeError,
    RoomTakenError,
)
from meetings.models import Meeting, Series, SeriesEnrolment
from meetings.models.enrolments import LIVE_ENROLMENTS
from meetings.queries.people import with_people
from meetings.queries.series import still_to_come
from meetings.services import checking
from meetings.services.rules_said import what_is_wrong
from meetings.services.scheduling import MeetingDetails, edit_meeting, move_meeting
from meetings.services.series import (
    SHARED,
    SeriesDetails,
    days_of,
    drop_meeting,
    fill_series,
    first_of,
    locked_series,
    note_series,
    town_zone,
    write_meetings,
)
from meetings.services.series_capacity import require_same_way, take_over_seats

_COPIED: Final = (
    *(*SHARED, "neighborhood_id", "group_id", "made_by_id", "published_at"),
    *("capacity", "reserved_seats", "asks_guardian"),
)


class People(StrEnum):
    """What becomes of meetings somebody means to come to."""

    ASK = "ask"
    LEAVE = "leave"
    CHANGE = "change"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change of a series; without `from_day` it is of all that is to come."""

    details: SeriesDetails
    from_day: date | None = None
    people: People = People.ASK
    reason: str = ""


@dataclass(frozen=True)
class Plan:
    """What a change does to each meeting to come, by its number."""

    moves: dict[int, datetime]
    stays: frozenset[int]
    falls: frozenset[int]

    @property
    def touched(self) -> frozenset[int]:
        return self.falls | frozenset(self.moves)

    def without(self, left: frozenset[int]) -> Plan:
        """Leave some meetings as they are."""
        moves = {pk: at for pk, at in self.moves.items() if pk not in left}
        return Plan(moves, self.stays | left, self.falls - left)


def plan_of(held: dict[int, tuple[date, bool]], days: dict[date, datetime]) -> Plan:
    """Say what becomes of meetings: each by the day it stands for.

    `held` gives a meeting's day and whether its hour or place differ from the new ones;
    a day that is no longer in the series falls.
    """
    moves = {
        pk: days[on] for pk, (on, differs) in held.items() if on in days and differs
    }
    falls = frozenset(pk for pk, (on, _differs) in held.items() if on not in days)
    return Plan(moves, frozenset(held) - falls - frozenset(moves), falls)


@transaction.atomic
def change_series(
    *, series_id: int, change: Change, actor: User, now: datetime
) -> Series:
    """Change a series from a day on, or all of it that is still to come.

    Words change everywhere but where a meeting was changed by itself. A meeting to which
    somebody means to come moves or falls only if `people` says so. The room of a day that
    is taken is not booked: the meeting stays as it was.

    Raises NotAllowedError, PeopleComeError, EnrolledError, MeetingOverError,
    BadSeriesError, and what the rules of a meeting raise.
    """
    series = locked_series(series_id, actor)
    if series.stops_on is not None:
        raise MeetingOverError(_("This series has stopped. Make a new one."))
    begin_enrolling = require_same_way(series, change.details, now)
    target = _target(series, change, now)
    if begin_enrolling:
        take_over_seats(target, now)
    held = _held(target, change, now)
    plan = _plan(target, held, now)
    come = frozenset(
        with_people(still_to_come(target, now))
        .filter(pk__in=plan.touched)
        .values_list("pk", flat=True)
    )
    if come and change.people == People.ASK:
        raise PeopleComeError(
            _("Somebody means to come to a meeting that would move. Say what to do."),
            sorted(come),
        )
    plan = plan.without(come if change.people == People.LEAVE else frozenset())
    reason = _reason(plan, held, change)
    _carry_out(target, plan, held, reason, actor, now)
    Meeting.objects.filter(pk__in=come & plan.stays).update(is_apart=True)
    write_meetings(target, now)
    note_series(target, actor, "series.change", now, reason)
    return target


def days_that_stayed(series: Series, now: datetime) -> list[datetime]:
    """List when meetings begin that could not follow: their room is taken elsewhere.

    Those that were changed by themselves, or left for those who come, are meant so.
    """
    held = {one.pk: one for one in still_to_come(series, now).filter(is_apart=False)}
    plan = _plan(series, held, now)
    return [one.begins_at for pk, one in held.items() if pk in plan.moves]


def _target(series: Series, change: Change, now: datetime) -> Series:
    """Give the row the change is written to: the same, or one that goes on from a day."""
    details = _going_on(series, change, now)
    if change.from_day is None or change.from_day <= series.first_on:
        fill_series(series, details, now)
        series.save()
        return series
    following = Series(made_at=now)
    for name in _COPIED:
        setattr(following, name, getattr(series, name))
    fill_series(following, details, now)
    following.save()
    series.stops_on = change.from_day
    series.save(update_fields=["stops_on"])
    Meeting.objects.filter(series=series, series_on__gte=change.from_day).update(
        series=following
    )
    SeriesEnrolment.objects.filter(series=series, state__in=LIVE_ENROLMENTS).update(
        series=following
    )
    return following


def _going_on(series: Series, change: Change, now: datetime) -> SeriesDetails:
    """Let the series go on counting where the rule stayed as it was."""
    details = change.details
    try:
        rule = read_rule(details.rule, town_zone())
        is_same = str(rule) == series.rule
        if change.from_day is not None:
            first = datetime.combine(change.from_day, details.first.time())
            if is_same:
                rule = rest_of(rule, first_of(series), change.from_day)
        elif is_same:
            first = datetime.combine(series.first_on, details.first.time())
        else:
            first = datetime.combine(
                max(details.first.date(), localdate(now)), details.first.time()
            )
    except BadRuleError as error:
        raise BadSeriesError(what_is_wrong(error)) from error
    return replace(details, rule=str(rule), first=first)


def _held(series: Series, change: Change, now: datetime) -> dict[int, Meeting]:
    """Give the meetings the change is about."""
    rows = (
        still_to_come(series, now)
        .filter(is_apart=False)
        .select_for_update(of=("self",))
    )
    if change.from_day is not None:
        rows = rows.filter(series_on__gte=change.from_day)
    return {meeting.pk: meeting for meeting in rows}


def _plan(series: Series, held: dict[int, Meeting], now: datetime) -> Plan:
    stands_for = {pk: meeting.series_on or date.max for pk, meeting in held.items()}
    after = min(stands_for.values(), default=date.max)
    days = {one.on: one.begins_at for one in days_of(series, after, now)}
    lasts = timedelta(minutes=series.minutes)
    known = {
        pk: (on, _differs(held[pk], series, days.get(on), lasts))
        for pk, on in stands_for.items()
    }
    return plan_of(known, days)


def _differs(
    meeting: Meeting, series: Series, begins_at: datetime | None, lasts: timedelta
) -> bool:
    where = ("form", "venue_id", "room_id", "online_link")
    if any(getattr(meeting, name) != getattr(series, name) for name in where):
        return True
    hours = (meeting.begins_at, meeting.ends_at - meeting.begins_at)
    return hours != (begins_at, lasts)


def _reason(plan: Plan, held: dict[int, Meeting], change: Change) -> str:
    """A published meeting moves or falls for a reason; drafts need none."""
    reason = plain(change.reason).strip()
    if any(held[pk].is_public for pk in plan.touched):
        checking.require_reason(
            reason, _("Say why it changes. Everybody who comes reads it.")
        )
    return reason[: checking.LONGEST_REASON]


def _carry_out(
    series: Series,
    plan: Plan,
    held: dict[int, Meeting],
    reason: str,
    actor: User,
    now: datetime,
) -> None:
    for pk, meeting in held.items():
        if pk in plan.falls:
            drop_meeting(meeting, reason, actor, now)
            continue
        if pk in plan.moves:
            _move(series, meeting, plan.moves[pk], reason, actor, now)
        edit_meeting(
            meeting_id=pk,
            details=_reworded(series, Meeting.objects.get(pk=pk)),
            actor=actor,
            now=now,
            by_itself=False,
        )


def _move(
    series: Series,
    meeting: Meeting,
    begins_at: datetime,
    reason: str,
    actor: User,
    now: datetime,
) -> None:
    """Give one meeting the hours and the place of the series; a taken room stays away."""
    try:
        with transaction.atomic():
            _give_hours(series, meeting, begins_at, reason, actor, now)
    except RoomTakenError:
        return


def _give_hours(
    series: Series,
    meeting: Meeting,
    begins_at: datetime,
    reason: str,
    actor: User,
    now: datetime,
) -> None:
    ends_at = begins_at + timedelta(minutes=series.minutes)
    if meeting.is_public:
        move_meeting(
            meeting_id=meeting.pk,
            begins_at=begins_at,
            ends_at=ends_at,
            form=series.form,
            venue_id=series.venue_id,
            room_id=series.room_id,
            online_link=series.online_link,
            reason=reason,
            actor=actor,
            now=now,
            by_itself=False,
        )
        return
    details = _reworded(series, meeting)
    edit_meeting(
        meeting_id=meeting.pk,
        details=replace(
            details,
            begins_at=begins_at,
            ends_at=ends_at,
            form=series.form,
            venue_id=series.venue_id,
            room_id=series.room_id,
            online_link=series.online_link,
        ),
        actor=actor,
        now=now,
        by_itself=False,
    )


def _reworded(series: Series, meeting: Meeting) -> MeetingDetails:
    """Say of a meeting what the series says, its own hours and place apart."""
    return MeetingDetails(
        kind=series.kind,
        title=series.title,
        summary=series.summary,
        languages=tuple(series.languages),
        interpreters=tuple(series.interpreters),
        has_child_care=series.has_child_care,
        begins_at=meeting.begins_at,
        ends_at=meeting.ends_at,
        form=meeting.form,
        venue_id=meeting.venue_id,
        room_id=meeting.room_id,
        online_link=meeting.online_link,
    )
