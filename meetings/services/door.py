"""At the door: who came, typed then or later, and how many nobody had heard of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.ids import read_reference
from engagement.common.roles import Viewer
from engagement.people.models import User
from meetings.choices import BookingState
from meetings.errors import BookingIncompleteError, MeetingOverError
from meetings.models import Booking, Meeting
from meetings.models.meetings import DOORS_OPEN, MOST_SEATS
from meetings.permissions import can_check_in
from meetings.queries.bookings import attendees_of
from meetings.services.seats import keep, locked_for_seats, seats_left

MOST_CODES: Final = 500


@dataclass(frozen=True)
class Entered:
    """What became of codes: came now, had come before, not of this meeting, no seat."""

    came: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    full: tuple[str, ...] = ()


@transaction.atomic
def check_in(
    *,
    meeting_id: int,
    codes: Sequence[str],
    actor: User,
    now: datetime,
    came_at: datetime | None = None,
) -> Entered:
    """Note who came; the same code typed again changes nothing.

    Raises NotAllowedError, MeetingOverError, BookingIncompleteError.
    """
    meeting = _at_the_door(meeting_id, actor, now)
    came_at = came_at or now
    if not meeting.begins_at - DOORS_OPEN <= came_at <= now:
        raise BookingIncompleteError(_("Give a time on the day of the meeting."))
    if not 0 < len(codes) <= MOST_CODES:
        raise BookingIncompleteError(
            _("Type codes, %(most)d at a time at most.") % {"most": MOST_CODES}
        )
    said: dict[str, list[str]] = {"came": [], "before": [], "unknown": [], "full": []}
    for typed in dict.fromkeys(codes):
        said[_let_in(meeting, typed, came_at, now)].append(typed)
    if said["came"]:
        _note(meeting, actor, "meeting.check_in", now, people=len(said["came"]))
    return Entered(**{kind: tuple(codes) for kind, codes in said.items()})


def _let_in(meeting: Meeting, typed: str, came_at: datetime, now: datetime) -> str:
    code = read_reference(typed)
    booking = attendees_of(meeting).filter(code=code).first() if code else None
    if booking is None:
        return "unknown"
    if booking.came_at is not None:
        return "before"
    if booking.state == BookingState.WAITING:
        left = seats_left(meeting)
        if left is not None and left < booking.party_size:
            return "full"
    booking.came_at = came_at
    if booking.state == BookingState.BOOKED:
        booking.save(update_fields=["came_at"])
        return "came"
    booking.state, booking.offered_until = BookingState.BOOKED, None
    keep(booking, now)
    return "came"


@transaction.atomic
def undo_check_in(
    *, meeting_id: int, booking_id: int, actor: User, now: datetime
) -> None:
    """Take back a check-in typed by mistake. Raises NotAllowedError, MeetingOverError."""
    meeting = _at_the_door(meeting_id, actor, now)
    came = Booking.objects.filter(meeting=meeting, pk=booking_id, came_at__isnull=False)
    if came.update(came_at=None):
        _note(meeting, actor, "meeting.undo_check_in", now)


@transaction.atomic
def count_walk_ins(
    *, meeting_id: int, people: int, actor: User, now: datetime
) -> Meeting:
    """Say how many came without a place; the last number counts.

    Raises NotAllowedError, MeetingOverError, BookingIncompleteError.
    """
    meeting = _at_the_door(meeting_id, actor, now)
    if not 0 <= people <= MOST_SEATS:
        raise BookingIncompleteError(
            _("Count between 0 and %(most)d people.") % {"most": MOST_SEATS}
        )
    if meeting.walk_ins != people:
        meeting.walk_ins = people
        meeting.save(update_fields=["walk_ins"])
        _note(meeting, actor, "meeting.count_walk_ins", now, people=people)
    return meeting


def _at_the_door(meeting_id: int, actor: User, now: datetime) -> Meeting:
    meeting = locked_for_seats(meeting_id)
    if not can_check_in(Viewer(user=actor), meeting):
        raise NotAllowedError(_("Only its organizers stand at the door."))
    if not meeting.is_public or meeting.is_cancelled:
        raise MeetingOverError(_("This meeting does not take place."))
    if meeting.bookings_are_gone:
        raise MeetingOverError(_("The list of those who came has gone."))
    if now < meeting.begins_at - DOORS_OPEN:
        raise MeetingOverError(_("The door opens on the day of the meeting."))
    return meeting


def _note(
    meeting: Meeting, actor: User, action: str, now: datetime, people: int = 1
) -> None:
    record(
        actor=actor,
        action=action,
        subject=meeting,
        now=now,
        place_id=meeting.neighborhood_id,
        people=people,
    )
