"""The line, minded by the clock; and how many seats there are."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.people.models import User
from meetings.errors import MeetingOverError, SeatsTakenError
from meetings.models import Meeting, Room
from meetings.models.meetings import MOST_SEATS
from meetings.permissions import can_edit_meeting, enrols_for_all
from meetings.queries.bookings import meetings_with_a_line
from meetings.queries.enrolments import series_with_a_line
from meetings.services.seats import locked_for_seats, seats_taken, tend_line
from meetings.services.series_seats import locked_for_enrolment, tend_series_line


def tend_lines(*, now: datetime) -> int:
    """Let held places go that ran out, and offer them on; count the offers."""
    ids = list(meetings_with_a_line(now).values_list("pk", flat=True))
    offered = sum(_tend(meeting_id, now) for meeting_id in ids)
    whole = list(series_with_a_line(now).values_list("pk", flat=True))
    return offered + sum(_tend_series(series_id, now) for series_id in whole)


@transaction.atomic
def _tend(meeting_id: int, now: datetime) -> int:
    return tend_line(locked_for_seats(meeting_id), now)


@transaction.atomic
def _tend_series(series_id: int, now: datetime) -> int:
    return tend_series_line(locked_for_enrolment(series_id), now)


@transaction.atomic
def change_capacity(
    *,
    meeting_id: int,
    capacity: int | None,
    reserved_seats: int,
    actor: User,
    now: datetime,
) -> Meeting:
    """Say how many people fit, and how many seats are kept; never below what is taken.

    Raises NotAllowedError, MeetingOverError, SeatsTakenError.
    """
    meeting = locked_for_seats(meeting_id)
    if not can_edit_meeting(Viewer(user=actor), meeting):
        raise NotAllowedError(
            _("Only its organizers and this neighborhood’s officers may change it.")
        )
    if meeting.has_ended(now):
        raise MeetingOverError(_("This meeting is over."))
    if enrols_for_all(meeting):
        raise SeatsTakenError(
            _("People enrol for the whole series. Say there how many fit.")
        )
    tend_line(meeting, now)  # places nobody took in time are not taken
    require_enough(capacity, reserved_seats, meeting.room, seats_taken(meeting.pk))
    before = (meeting.capacity, meeting.reserved_seats)
    if before == (capacity, reserved_seats):
        return meeting
    meeting.capacity, meeting.reserved_seats = capacity, reserved_seats
    meeting.save(update_fields=["capacity", "reserved_seats"])
    record(
        actor=actor,
        action="meeting.change_capacity",
        subject=meeting,
        now=now,
        place_id=meeting.neighborhood_id,
        before=list(before),
        after=[capacity, reserved_seats],
    )
    tend_line(meeting, now)
    return meeting


def require_enough(
    capacity: int | None, reserved: int, room: Room | None, taken: int
) -> None:
    """Hold the numbers to the room and to what is taken. Raises SeatsTakenError."""
    if capacity is None:
        if reserved:
            raise SeatsTakenError(_("Say how many people fit before you keep seats."))
        return
    if not 1 <= capacity <= MOST_SEATS or not 0 <= reserved <= capacity:
        raise SeatsTakenError(
            _("Between 1 and %(most)d people fit, and no more seats can be kept.")
            % {"most": MOST_SEATS}
        )
    if room is not None and capacity > room.capacity:
        raise SeatsTakenError(
            _("%(room)s holds %(most)d people.")
            % {"room": room.name, "most": room.capacity}
        )
    if capacity - reserved < taken:
        raise SeatsTakenError(
            _("%(taken)d seats are taken already. Nobody who has one loses it.")
            % {"taken": taken}
        )
