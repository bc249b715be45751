"""A day given back in a series, taken again by whoever gave it back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from meetings.choices import BookingState
from meetings.errors import MeetingOverError, NoPlaceError
from meetings.models import Booking, Meeting
from meetings.services.enrolling import locked_enrolment
from meetings.services.seats import has_seats_for, keep, locked_for_seats, tend_line


@transaction.atomic
def take_day_again(*, booking_id: int, now: datetime) -> Booking:
    """Come on a day after all, while a place is free on it; pressing twice is once.

    Whoever waits for a place on that day goes first.
    Raises MeetingOverError, NoPlaceError.
    """
    booking, meeting = _locked_day(booking_id)
    if booking.state == BookingState.BOOKED:
        return booking
    if not meeting.is_ahead(now):
        raise MeetingOverError(_("This meeting is over, or does not take place."))
    tend_line(meeting, now)
    if not has_seats_for(booking, meeting):
        raise NoPlaceError(
            _("All places on this day are taken. Your place in the series stays yours.")
        )
    booking.state, booking.ended_at = BookingState.BOOKED, None
    keep(booking, now)
    return booking


def can_take_again(booking: Booking, at: datetime) -> bool:
    """Tell whether this is a day of a living enrolment that was given back."""
    enrolment = booking.enrolment
    return (
        enrolment is not None
        and enrolment.has_places
        and booking.state == BookingState.CANCELLED
        and booking.meeting.is_ahead(at)
    )


def _locked_day(booking_id: int) -> tuple[Booking, Meeting]:
    """Lock the series, then the meeting, then the day. Raises NoPlaceError.

    Who leaves the series meanwhile has no day in it any more.
    """
    day = Booking.objects.values_list("enrolment", "meeting")
    enrolment_id, meeting_id = day.get(pk=booking_id)
    if enrolment_id is None:
        raise NoPlaceError(_("This day belongs to no place in a series."))
    enrolment, _series = locked_enrolment(enrolment_id)
    if not enrolment.has_places:
        raise NoPlaceError(_("You have no place in this series any more."))
    meeting = locked_for_seats(meeting_id)
    booking = Booking.objects.select_for_update().get(pk=booking_id)
    booking.meeting = meeting
    return booking, meeting
