"""Making, publishing, moving and cancelling a meeting: the last gate for every door."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.richtext import plain
from engagement.common.roles import Viewer
from engagement.people.models import User
from meetings.choices import MeetingForm, MeetingState, NoticeKind
from meetings.errors import MeetingIncompleteError, MeetingOverError
from meetings.models import Meeting, Organizer, Room
from meetings.permissions import can_create_meeting, can_edit_meeting
from meetings.services import checking
from meetings.services.notices import tell_of_change
from meetings.services.series_seats import locked_series_of, seat_everyone
from meetings.services.settling import settle_open_question


@dataclass(frozen=True, kw_only=True)
class MeetingDetails:
    """What an organizer says about a meeting; `room_id` brings its venue along."""

    kind: str
    title: str
    begins_at: datetime
    ends_at: datetime
    form: str = MeetingForm.IN_PERSON
    summary: str = ""
    venue_id: int | None = None
    room_id: int | None = None
    online_link: str = ""
    languages: tuple[str, ...] = ()
    interpreters: tuple[str, ...] = ()
    has_child_care: bool = False


_WHEN_AND_WHERE = ("begins_at", "ends_at", "form", "venue_id", "room_id", "online_link")


@transaction.atomic
def create_meeting(
    *,
    neighborhood_id: int | None,
    details: MeetingDetails,
    actor: User,
    now: datetime,
    group_id: int | None = None,
) -> Meeting:
    """Begin a draft; whoever makes it is its first organizer.

    A captain’s meeting is one of their group.

    Raises NotAllowedError, MeetingIncompleteError, MeetingTimeError, RoomTakenError.
    """
    if not can_create_meeting(Viewer(user=actor), neighborhood_id, group_id):
        raise NotAllowedError(
            _("Only this neighborhood’s organizers and officers may call a meeting.")
        )
    meeting = Meeting(
        neighborhood_id=neighborhood_id, group_id=group_id, made_by=actor, made_at=now
    )
    _fill(meeting, details)
    _check(meeting, now)
    meeting.save()
    Organizer.objects.create(
        meeting=meeting, person=actor, is_by_role=True, added_at=now
    )
    _note(meeting, actor, "meeting.create", now)
    return meeting


@transaction.atomic
def edit_meeting(
    *,
    meeting_id: int,
    details: MeetingDetails,
    actor: User,
    now: datetime,
    by_itself: bool = True,
) -> Meeting:
    """Change what a meeting says; when and where a published one is has its own act.

    Raises NotAllowedError, MeetingOverError, MeetingIncompleteError, MeetingTimeError,
    RoomTakenError.
    """
    meeting = locked_meeting(meeting_id, actor)
    _require_ahead(meeting, now)
    before = _when_and_where(meeting)
    _fill(meeting, details)
    if meeting.is_public and _when_and_where(meeting) != before:
        raise MeetingIncompleteError(
            _(
                "This meeting is published. Move it, and say why, to change when or where."
            )
        )
    _check(meeting, now, hours_to_come=not meeting.is_public)
    meeting.is_apart |= by_itself and meeting.series_id is not None
    meeting.save()
    _note(meeting, actor, "meeting.edit", now)
    return meeting


@transaction.atomic
def publish_meeting(*, meeting_id: int, actor: User, now: datetime) -> Meeting:
    """Let everybody read of it. Raises as `edit_meeting` does.

    Whoever is enrolled for its whole series has a place in it from now on; a question
    about its date is over.
    """
    series = locked_series_of(meeting_id)
    meeting = locked_meeting(meeting_id, actor)
    if meeting.is_public:
        return meeting
    _require_ahead(meeting, now)
    _check(meeting, now)
    _require_where(meeting)
    meeting.state, meeting.published_at = MeetingState.PUBLISHED, now
    meeting.first_begins_at = meeting.begins_at
    meeting.save(update_fields=["state", "published_at", "first_begins_at"])
    if series is not None:
        seat_everyone(series, now)
    settle_open_question(meeting, now)
    _note(meeting, actor, "meeting.publish", now)
    return meeting


@transaction.atomic
def move_meeting(
    *,
    meeting_id: int,
    begins_at: datetime,
    ends_at: datetime,
    form: str,
    venue_id: int | None,
    room_id: int | None,
    online_link: str,
    reason: str,
    actor: User,
    now: datetime,
    by_itself: bool = True,
) -> Meeting:
    """Give a published meeting another time or place, and say why; people are told once.

    Raises NotAllowedError, MeetingOverError, MeetingIncompleteError, MeetingTimeError,
    RoomTakenError.
    """
    meeting = locked_meeting(meeting_id, actor)
    _require_ahead(meeting, now)
    reason = checking.require_reason(
        plain(reason).strip(), _("Say why it moves. Everybody who comes reads it.")
    )
    before = _when_and_where(meeting)
    meeting.begins_at, meeting.ends_at, meeting.form = begins_at, ends_at, form
    meeting.venue_id, meeting.room_id = venue_id, room_id
    meeting.online_link = online_link.strip()
    _check(meeting, now)
    _require_where(meeting)
    if _when_and_where(meeting) == before:
        return meeting
    meeting.is_apart |= by_itself and meeting.series_id is not None
    meeting.version += 1
    meeting.times_moved += 1
    meeting.move_reason = reason
    meeting.save()
    _note(meeting, actor, "meeting.move", now, reason)
    tell_of_change(meeting, NoticeKind.MOVED, now)
    return meeting


@transaction.atomic
def cancel_meeting(
    *, meeting_id: int, reason: str, actor: User, now: datetime
) -> Meeting:
    """Call a meeting off, and say why; its page stays, its room is free again.

    Raises NotAllowedError, MeetingOverError, MeetingIncompleteError.
    """
    meeting = locked_meeting(meeting_id, actor)
    if meeting.is_cancelled:
        return meeting
    _require_ahead(meeting, now)
    reason = checking.require_reason(
        plain(reason).strip(),
        _("Say why it is cancelled. Everybody who comes reads it."),
    )
    meeting.state, meeting.cancelled_at = MeetingState.CANCELLED, now
    meeting.cancel_reason = reason
    meeting.version += 1
    meeting.save(update_fields=["state", "cancelled_at", "cancel_reason", "version"])
    _note(meeting, actor, "meeting.cancel", now, reason)
    tell_of_change(meeting, NoticeKind.CANCELLED, now)
    return meeting


def locked_meeting(meeting_id: int, actor: User) -> Meeting:
    """Lock a meeting for somebody who may change it. Raises NotAllowedError."""
    meeting = Meeting.objects.select_for_update().get(pk=meeting_id)
    if not can_edit_meeting(Viewer(user=actor), meeting):
        raise NotAllowedError(
            _("Only its organizers and this neighborhood’s officers may change it.")
        )
    return meeting


def _require_ahead(meeting: Meeting, now: datetime) -> None:
    if meeting.is_cancelled:
        raise MeetingOverError(_("This meeting is cancelled. Copy it to a new day."))
    if meeting.is_public and meeting.has_ended(now):
        raise MeetingOverError(_("This meeting is over. Copy it to a new day."))


def _fill(meeting: Meeting, details: MeetingDetails) -> None:
    for field in fields(details):
        value = getattr(details, field.name)
        setattr(meeting, field.name, list(value) if isinstance(value, tuple) else value)
    meeting.title = plain(details.title).strip()
    meeting.summary = plain(details.summary).strip()
    meeting.online_link = details.online_link.strip()
    if meeting.room_id is not None:
        meeting.venue_id = Room.objects.get(pk=meeting.room_id).venue_id


def _check(meeting: Meeting, now: datetime, *, hours_to_come: bool = True) -> None:
    """A published meeting keeps its hours while its words are changed."""
    checking.require_words(meeting.title, meeting.summary)
    if hours_to_come:
        checking.require_hours(meeting.begins_at, meeting.ends_at, now)
    checking.require_languages([*meeting.languages, *meeting.interpreters])
    checking.require_link(meeting.form, meeting.online_link)
    if not meeting.is_in_a_room:
        meeting.venue_id = meeting.room_id = None
    if meeting.room_id is not None:
        room = Room.objects.select_for_update().get(pk=meeting.room_id)
        meeting.venue_id = room.venue_id
        checking.require_free_room(room, meeting)


def _require_where(meeting: Meeting) -> None:
    """Nobody is called to a place that is not said."""
    if meeting.is_in_a_room and meeting.venue_id is None:
        raise MeetingIncompleteError(_("Choose where people come together."))
    if meeting.is_online and not meeting.online_link:
        raise MeetingIncompleteError(_("Give the link by which people join online."))


def _when_and_where(meeting: Meeting) -> tuple[object, ...]:
    return tuple(getattr(meeting, name) for name in _WHEN_AND_WHERE)


def _note(
    meeting: Meeting, actor: User, action: str, now: datetime, reason: str = ""
) -> None:
    record(
        actor=actor,
        action=action,
        subject=meeting,
        now=now,
        place_id=meeting.neighborhood_id,
        reason=reason,
        begins_at=meeting.begins_at.isoformat(),
        version=meeting.version,
    )
