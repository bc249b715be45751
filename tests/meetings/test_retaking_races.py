"""Many who take the last place of a day again at the same moment: exactly one has it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from django.utils.timezone import now

from meetings.choices import BookingState
from meetings.errors import NoPlaceError
from meetings.models import Booking, Meeting, Series, SeriesEnrolment
from meetings.services import retaking
from meetings.services.enrolling import end_enrolment
from meetings.services.seats import seats_taken
from tests.engagement.concerns.test_races import at_once
from tests.factories.enrolments import make_enrolment, make_mentoring
from tests.meetings.test_retaking import given_back, holds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PEOPLE, RUNS = 12, 10


def day_of_all() -> list[Booking]:
    """Everybody has given the same day back, on which one place is left."""
    series = make_mentoring(capacity=PEOPLE, meetings=1)
    for _ in range(PEOPLE - 1):
        make_enrolment(series)
    last = given_back(series)
    days = Booking.objects.filter(meeting=last.meeting_id)
    days.update(state=BookingState.CANCELLED, ended_at=now())
    holds(last, capacity=1)
    return list(days.order_by("pk"))


def again(day: Booking) -> Callable[[], str]:
    return lambda: str(retaking.take_day_again(booking_id=day.pk, now=now()).state)


def test_of_twelve_who_take_the_last_place_again_one_has_it_in_each_of_ten_runs() -> (
    None
):
    won, taken = [], []
    for _run in range(RUNS):
        days = day_of_all()

        results = at_once(*map(again, days))

        won.append(Counter(type(one) for one in results))
        taken.append(seats_taken(days[0].meeting_id))
    assert won == [Counter({str: 1, NoPlaceError: PEOPLE - 1})] * RUNS
    assert taken == [1] * RUNS


def test_control_without_the_lock_the_day_is_overfull(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unlocked(enrolment_id: int) -> tuple[SeriesEnrolment, Series]:
        found = SeriesEnrolment.objects.select_related("series").get(pk=enrolment_id)
        return found, found.series

    monkeypatch.setattr(retaking, "locked_enrolment", unlocked)
    monkeypatch.setattr(
        retaking,
        "locked_for_seats",
        lambda meeting_id: Meeting.objects.get(pk=meeting_id),
    )
    most = 0
    for _run in range(RUNS):
        days = day_of_all()
        at_once(*map(again, days))
        most = max(most, seats_taken(days[0].meeting_id))
        if most > 1:
            break

    assert most > 1


def test_who_leaves_the_series_meanwhile_holds_no_day_of_it() -> None:
    left = []
    for _run in range(RUNS):
        day = given_back(make_mentoring(meetings=2))

        def leave(enrolment_id: int = day.enrolment_id or 0) -> object:
            return end_enrolment(enrolment_id=enrolment_id, now=now())

        at_once(again(day), leave, again(day))

        left.append(Booking.objects.filter(state=BookingState.BOOKED).count())
    assert left == [0] * RUNS
