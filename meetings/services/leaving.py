"""Lists of people leave by themselves; how many there were stays."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from meetings.choices import BookingState, HelpState
from meetings.models import (
    Booking,
    Called,
    HelpOffer,
    ListLook,
    Meeting,
    Notice,
)
from meetings.queries.bookings import people_booked, people_who_came
from meetings.services.booking import CONFIRM_WITHIN
from meetings.services.seats import locked_for_seats

LIST_KEPT: Final = timedelta(days=30)


def leave_attendees(*, now: datetime) -> int:
    """Delete the lists of meetings that ended a month ago, a meeting at a time."""
    over = Meeting.objects.filter(ends_at__lte=now - LIST_KEPT, came_kept=None)
    ids = list(over.order_by("pk").values_list("pk", flat=True))
    return sum(_let_go(meeting_id) for meeting_id in ids)


@transaction.atomic
def _let_go(meeting_id: int) -> int:
    meeting = locked_for_seats(meeting_id)
    if meeting.bookings_are_gone:
        return 0
    booked, came = people_booked(meeting), people_who_came(meeting)
    meeting.booked_kept, meeting.came_kept = booked, came
    meeting.save(update_fields=["booked_kept", "came_kept"])
    Notice.objects.filter(meeting=meeting).delete()
    ListLook.objects.filter(meeting=meeting).delete()
    Called.objects.filter(meeting=meeting).delete()
    HelpOffer.objects.filter(meeting=meeting).delete()
    gone, _by_model = Booking.objects.filter(meeting=meeting).delete()
    return gone


def leave_unconfirmed(*, now: datetime) -> int:
    """Forget who asked by mail and did not press the link within a day."""
    old = Booking.objects.filter(
        state=BookingState.ASKED, asked_at__lte=now - CONFIRM_WITHIN
    )
    gone, _by_model = old.delete()
    return gone


def leave_unconfirmed_help(*, now: datetime) -> int:
    """Forget who offered help by mail and did not press the link within a day."""
    old = HelpOffer.objects.filter(
        state=HelpState.ASKED, asked_at__lte=now - CONFIRM_WITHIN
    )
    gone, _by_model = old.delete()
    return gone
