"""Series: meetings that come again, written into the calendar weeks ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.recurrence import (
    BadRuleError,
    Fault,
    Occurrence,
    Rule,
    first_start,
    occurrences,
    read_rule,
)
from engagement.common.richtext import plain
from engagement.common.roles import Viewer
from engagement.people.models import User
from meetings.choices import MeetingForm, MeetingState
from meetings.errors import BadSeriesError, MeetingTimeError
from meetings.models import Host, Meeting, Organizer, Room, Series, Speaker
from meetings.permissions import can_create_meeting, can_edit_series
from meetings.queries.people import with_people
from meetings.queries.series import (
    all_growing,
    meetings_of,
    still_to_come,
    waits_for_a_room,
)
from meetings.queries.visible import bookings_of
from meetings.services import checking
from meetings.services.rules_said import what_is_wrong
from meetings.services.scheduling import cancel_meeting, publish_meeting
from meetings.services.series_questions import copy_questions
from meetings.services.series_seats import seat_everyone

WORDS: Final = ("kind", "title", "summary", "languages", "interpreters")
PLACE: Final = ("form", "venue_id", "room_id", "online_link")
SHARED: Final = (*WORDS, *PLACE, "has_child_care")


@dataclass(frozen=True, kw_only=True)
class SeriesDetails:
    """What an organizer says about a series; `first` is what the clocks show."""

    kind: str
    title: str
    rule: str
    first: datetime
    minutes: int
    form: str = MeetingForm.IN_PERSON
    summary: str = ""
    venue_id: int | None = None
    room_id: int | None = None
    online_link: str = ""
    languages: tuple[str, ...] = ()
    interpreters: tuple[str, ...] = ()
    has_child_care: bool = False
    enrols_whole: bool = False


@transaction.atomic
def create_series(
    *,
    neighborhood_id: int | None,
    details: SeriesDetails,
    actor: User,
    now: datetime,
    group_id: int | None = None,
) -> Series:
    """Begin a series as drafts; whoever makes it looks after its meetings.

    Raises NotAllowedError, BadSeriesError, MeetingIncompleteError, MeetingTimeError.
    """
    if not can_create_meeting(Viewer(user=actor), neighborhood_id, group_id):
        raise NotAllowedError(
            _("Only this neighborhood’s organizers and officers may call a meeting.")
        )
    series = Series(
        neighborhood_id=neighborhood_id, group_id=group_id, made_by=actor, made_at=now
    )
    fill_series(series, details, now)
    series.save()
    write_meetings(series, now)
    if not meetings_of(series).exists():
        raise BadSeriesError(what_is_wrong(BadRuleError(Fault.NEVER)))
    note_series(series, actor, "series.create", now)
    return series


@transaction.atomic
def publish_series(*, series_id: int, actor: User, now: datetime) -> Series:
    """Publish all meetings of a series to come; later ones are public at once.

    A day that waits for a room stays a draft: nobody is called to a house without one.
    Raises NotAllowedError, and what publishing one raises.
    """
    series = locked_series(series_id, actor)
    drafts = still_to_come(series, now).filter(state=MeetingState.DRAFT)
    for meeting in drafts:
        if waits_for_a_room(meeting, series):
            continue
        publish_meeting(meeting_id=meeting.pk, actor=actor, now=now)
    if series.published_at is None:
        series.published_at = now
        series.save(update_fields=["published_at"])
        note_series(series, actor, "series.publish", now)
    return series


@transaction.atomic
def stop_series(
    *, series_id: int, from_day: date, reason: str, actor: User, now: datetime
) -> Series:
    """Let a series end: nothing new from a day on, and what nobody comes to falls.

    Meetings to which somebody said they come stay, each to be cancelled by itself.
    Raises NotAllowedError, MeetingIncompleteError.
    """
    series = locked_series(series_id, actor)
    reason = checking.require_reason(
        plain(reason).strip(), _("Say why the series stops. Everybody can read it.")
    )
    series.stops_on = from_day
    series.save(update_fields=["stops_on"])
    later = still_to_come(series, now).filter(series_on__gte=from_day)
    come = set(with_people(later).values_list("pk", flat=True))
    for meeting in later:
        if meeting.pk not in come:
            drop_meeting(meeting, reason, actor, now)
    note_series(series, actor, "series.stop", now, reason)
    return series


@transaction.atomic
def grow_series(*, series_id: int, now: datetime) -> int:
    """Write the meetings of a series that have come near enough; say how many."""
    series = Series.objects.select_for_update().get(pk=series_id)
    added = write_meetings(series, now)
    if added:
        note_series(series, None, "series.grow", now, meetings=added)
    return added


def growing_series(*, now: datetime) -> list[int]:
    """Name the series the clock looks after."""
    return list(all_growing(localdate(now)).values_list("pk", flat=True))


# -- for this and for changing a series --------------------------------------------------
def town_zone() -> ZoneInfo:
    """Give the zone of the town's clocks."""
    return ZoneInfo(settings.TIME_ZONE)


def locked_series(series_id: int, actor: User) -> Series:
    """Lock a series for somebody who may change it. Raises NotAllowedError."""
    series = Series.objects.select_for_update().get(pk=series_id)
    if not can_edit_series(Viewer(user=actor), series):
        raise NotAllowedError(
            _("Only its organizers and this neighborhood’s officers may change it.")
        )
    return series


def rule_of(series: Series) -> Rule:
    """Read the rule of a series as it is kept."""
    return read_rule(series.rule, town_zone())


def first_of(series: Series, day: date | None = None) -> datetime:
    """Give what the clocks show when it begins: on its first day, or on another."""
    return datetime.combine(day or series.first_on, series.begins)


def days_of(series: Series, after: date, now: datetime) -> list[Occurrence]:
    """List the days of a series from one on, as far ahead as meetings are written."""
    before = localdate(now) + timedelta(weeks=settings.MEETING_SERIES_WEEKS)
    if series.stops_on is not None:
        before = min(before, series.stops_on)
    found = occurrences(
        rule_of(series), first_of(series), town_zone(), after=after, before=before
    )
    return [one for one in found if one.begins_at > now]


def fill_series(series: Series, details: SeriesDetails, now: datetime) -> None:
    """Put what was said into the row. Raises what a meeting's own rules raise."""
    for name in (*SHARED, "enrols_whole", "minutes"):
        value = getattr(details, name)
        setattr(series, name, list(value) if isinstance(value, tuple) else value)
    series.title = plain(details.title).strip()
    series.summary = plain(details.summary).strip()
    series.online_link = details.online_link.strip()
    try:
        rule = read_rule(details.rule, town_zone())
        first = first_start(rule, details.first, town_zone())
    except BadRuleError as error:
        raise BadSeriesError(what_is_wrong(error)) from error
    series.rule = str(rule)
    series.first_on, series.begins = first.date(), first.time()
    _check(series, now)


def write_meetings(series: Series, now: datetime) -> int:
    """Write each day of the series that has no meeting yet; say how many.

    Whoever is enrolled for all of it has a place in what is new.
    """
    known = set(meetings_of(series).values_list("series_on", flat=True))
    latest = meetings_of(series).order_by("-series_on").first()
    added = 0
    for one in days_of(series, localdate(now), now):
        if one.on not in known:
            meeting = _write(series, one, now)
            _give_people(series, meeting, latest, now)
            if series.enrols_whole and latest is not None:
                copy_questions(latest, [meeting])
            added += 1
    if series.enrols_whole:
        seat_everyone(series, now)
    return added


def drop_meeting(meeting: Meeting, reason: str, actor: User, now: datetime) -> None:
    """Take a meeting out of the calendar: a draft is nobody's loss, others are told."""
    if meeting.is_public:
        cancel_meeting(meeting_id=meeting.pk, reason=reason, actor=actor, now=now)
    else:
        meeting.delete()


def note_series(
    series: Series,
    actor: User | None,
    action: str,
    now: datetime,
    reason: str = "",
    **particulars: int,
) -> None:
    """Write an act on a series into the record."""
    record(
        actor=actor,
        action=action,
        subject=series,
        now=now,
        place_id=series.neighborhood_id,
        reason=reason,
        **particulars,
    )


def _check(series: Series, now: datetime) -> None:
    checking.require_words(series.title, series.summary)
    checking.require_languages([*series.languages, *series.interpreters])
    checking.require_link(series.form, series.online_link)
    if not 0 < series.minutes <= checking.LONGEST / timedelta(minutes=1):
        raise MeetingTimeError(_("One meeting lasts 24 hours at most."))
    if series.first_on > localdate(now + checking.FURTHEST):
        raise MeetingTimeError(_("Choose a day within the next two years."))
    if series.form == MeetingForm.ONLINE:
        series.venue_id = series.room_id = None
    if series.room_id is not None:
        series.venue_id = Room.objects.get(pk=series.room_id).venue_id


def _write(series: Series, one: Occurrence, now: datetime) -> Meeting:
    """Write one day: public with its series, or a draft if its room is taken."""
    meeting = Meeting(
        neighborhood_id=series.neighborhood_id,
        group_id=series.group_id,
        series=series,
        series_on=one.on,
        begins_at=one.begins_at,
        ends_at=one.begins_at + timedelta(minutes=series.minutes),
        made_by=series.made_by,
        made_at=now,
    )
    if series.enrols_whole:
        meeting.capacity = series.capacity
        meeting.reserved_seats = series.reserved_seats
    for name in SHARED:
        setattr(meeting, name, getattr(series, name))
    is_free = _is_free(meeting)
    if not is_free:
        meeting.room_id = None
    if series.published_at is not None and is_free:
        meeting.state, meeting.published_at = MeetingState.PUBLISHED, now
        meeting.first_begins_at = meeting.begins_at
    meeting.save()
    return meeting


def _is_free(meeting: Meeting) -> bool:
    if meeting.room_id is None:
        return True
    room = Room.objects.select_for_update().get(pk=meeting.room_id)
    return not bookings_of(room, meeting.begins_at, meeting.ends_at).exists()


def _give_people(
    series: Series, meeting: Meeting, latest: Meeting | None, now: datetime
) -> None:
    """Hand the meeting to those who look after the latest one, or to its maker."""
    if latest is not None:
        take_along(latest, meeting, now, with_organizers=True)
    elif series.made_by is not None:
        Organizer.objects.create(
            meeting=meeting, person=series.made_by, is_by_role=True, added_at=now
        )


def take_along(
    one: Meeting, other: Meeting, now: datetime, *, with_organizers: bool
) -> None:
    """Give a meeting the hosts and speakers of another, and who looks after it."""
    Host.objects.bulk_create(
        Host(meeting=other, part=host.part, name=host.name, link=host.link)
        for host in one.hosts.order_by("pk")
    )
    Speaker.objects.bulk_create(
        Speaker(meeting=other, name=speaker.name, about=speaker.about)
        for speaker in one.speakers.order_by("pk")
    )
    if with_organizers:
        Organizer.objects.bulk_create(
            Organizer(
                meeting=other,
                person_id=organizer.person_id,
                is_by_role=organizer.is_by_role,
                added_by_id=organizer.added_by_id,
                added_at=now,
            )
            for organizer in one.organizers.filter(ended_at=None).order_by("pk")
        )
