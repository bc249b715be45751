"""What series keep of a person: enrolled with an account, and by letters to its address."""

from __future__ import annotations

from django.db import transaction

from engagement.people.models import User
from meetings.choices import BookingState
from meetings.services.enrolling import Guardian, seal_guardian
from meetings.services.series_seats import seat_everyone
from meetings.wishes import Wish
from tests.factories.enrolments import (
    make_enrolment,
    make_guardian_asked,
    make_mentoring,
)


def in_series(user: User, mark: str, address: str) -> None:
    """One with a place in each meeting, one under 18, one by letters."""
    wish, series = Wish(name=mark, needs=mark, answers={"Why?": mark}), make_mentoring()
    one = make_enrolment(series, person=user, wish=wish)
    with transaction.atomic():
        seat_everyone(series, one.asked_at)
    one.bookings.filter(meeting__series_on=series.first_on).update(
        state=BookingState.CANCELLED
    )
    guardian = Guardian(mark, f"{mark}@example.net")
    make_guardian_asked(person=user, wish=wish, guardian_sealed=seal_guardian(guardian))
    make_enrolment(address=address, wish=wish)
