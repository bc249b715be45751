"""Who has a seat, and whose turn it is. The meeting's row is locked by the caller.

The line is kept in the order in which people asked. Whoever stands first gets the next
seats, however many people come with them: nobody smaller overtakes (decision 0053).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Sum

from engagement.outbox.services import enqueue
from meetings.choices import BookingState, MeetingState
from meetings.models import Booking, Meeting
from meetings.models.bookings import TAKES_SEATS
from meetings.models.enrolments import LARGEST_PARTY

SHORTEST_OFFER: Final = timedelta(minutes=15)
PART_OF_THE_TIME_LEFT: Final = 4


def locked_for_seats(meeting_id: int) -> Meeting:
    """Lock the meeting: everything about its seats happens one after the other."""
    return Meeting.objects.select_for_update().get(pk=meeting_id)


def seats_for_all(meeting: Meeting) -> int | None:
    """Count the seats people can take; None: as many as come."""
    if meeting.capacity is None:
        return None
    return meeting.capacity - meeting.reserved_seats


def seats_taken(meeting_id: int) -> int:
    """Count the seats of those who have a place, and of those for whom one is held."""
    taken = Booking.objects.filter(meeting=meeting_id, state__in=TAKES_SEATS)
    return int(taken.aggregate(seats=Sum("party_size"))["seats"] or 0)


def seats_left(meeting: Meeting) -> int | None:
    """Count what is free; None: there is no end to it."""
    seats = seats_for_all(meeting)
    return None if seats is None else max(seats - seats_taken(meeting.pk), 0)


def offer_ends(meeting: Meeting, now: datetime) -> datetime:
    """Say how long a free place is held: a day, and less the nearer the meeting is."""
    longest = timedelta(hours=settings.MEETING_OFFER_HOURS)
    part = (meeting.begins_at - now) / PART_OF_THE_TIME_LEFT
    return min(now + min(longest, max(part, SHORTEST_OFFER)), meeting.begins_at)


def set_down(booking: Booking, meeting: Meeting, now: datetime) -> None:
    """Give a seat to somebody who asks now, or a place at the end of the line."""
    tend_line(meeting, now)
    is_booked = has_seats_for(booking, meeting)
    booking.state = BookingState.BOOKED if is_booked else BookingState.WAITING
    booking.queued_at = now


def has_seats_for(booking: Booking, meeting: Meeting) -> bool:
    """Tell whether there is room for this party, and nobody waits who goes first."""
    left = seats_left(meeting)
    if left is not None and left < booking.party_size:
        return False
    line = Booking.objects.filter(
        meeting=meeting, state=BookingState.WAITING, party_size__lte=_largest(meeting)
    )
    return not line.exists()


def tend_line(meeting: Meeting, now: datetime) -> int:
    """Let held places go that nobody took, and offer what is free; count the offers."""
    if meeting.state != MeetingState.PUBLISHED or meeting.has_begun(now):
        return 0
    over = Booking.objects.filter(
        meeting=meeting, state=BookingState.OFFERED, offered_until__lte=now
    )
    for booking in over.order_by("pk"):
        end(booking, BookingState.LOST, now)
    return _offer(meeting, now)


def _offer(meeting: Meeting, now: datetime) -> int:
    line = Booking.objects.filter(
        meeting=meeting, state=BookingState.WAITING, party_size__lte=_largest(meeting)
    )
    left, offered = seats_left(meeting), 0
    for booking in line.order_by("queued_at", "pk"):
        if left is not None and left < booking.party_size:
            break
        booking.state = BookingState.OFFERED
        booking.offered_until = offer_ends(meeting, now)
        keep(booking, now)
        offered += 1
        left = None if left is None else left - booking.party_size
    return offered


def _largest(meeting: Meeting) -> int:
    """A party that fits into no empty hall keeps nobody behind it waiting."""
    seats = seats_for_all(meeting)
    return LARGEST_PARTY if seats is None else seats


def end(booking: Booking, state: BookingState, now: datetime) -> None:
    """Let a booking go, and tell."""
    booking.state, booking.offered_until, booking.ended_at = state, None, now
    keep(booking, now)


def keep(booking: Booking, now: datetime) -> None:
    """Save what became of a booking, and ask for the letter that says so."""
    booking.version += 1
    booking.save()
    tell(booking, now)


def tell(booking: Booking, now: datetime) -> None:
    """Ask for the letter that says where a booking stands now."""
    enqueue(
        task="meetings.send_booking_letter",
        about=f"meetings.booking:{booking.pk}",
        version=booking.version,
        now=now,
        booking_id=booking.pk,
        version_meant=booking.version,
    )
