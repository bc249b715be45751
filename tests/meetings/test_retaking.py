"""A day of a series given back, and taken again while a place on it is free."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.outbox.models import Job
from meetings.choices import BookingState
from meetings.errors import MeetingOverError, NoPlaceError
from meetings.models import Booking, Meeting, Series
from meetings.services.booking import cancel_booking
from meetings.services.enrolling import end_enrolment
from meetings.services.letters import token_of
from meetings.services.retaking import take_day_again
from meetings.services.series_seats import seat_everyone
from meetings.wishes import Wish
from tests.factories.bookings import make_booking, make_waiting
from tests.factories.enrolments import make_enrolment, make_mentoring

pytestmark = pytest.mark.django_db
FULL = "All places on this day are taken. Your place in the series stays yours."


def day_of(series: Series, size: int = 1) -> Booking:
    """The first day of somebody who has a place in all of them."""
    one = make_enrolment(series, wish=Wish(name="Ann", party_size=size))
    with transaction.atomic():
        seat_everyone(series, now())
    day = one.bookings.select_related("meeting").order_by("meeting__begins_at").first()
    assert day is not None
    return day


def given_back(series: Series | None = None, size: int = 1) -> Booking:
    day = day_of(series or make_mentoring(), size)
    cancel_booking(booking_id=day.pk, now=now())
    return day


def holds(day: Booking, **fields: Any) -> None:
    Meeting.objects.filter(pk=day.meeting_id).update(**fields)


def states_of(meeting: Meeting) -> list[str]:
    rows = Booking.objects.filter(meeting=meeting).order_by("pk")
    return list(rows.values_list("state", flat=True))


def page_of(day: Booking) -> str:
    return reverse("meetings:coming", args=[token_of(day)])


def press_again(day: Booking) -> str:
    pressed = Client().post(page_of(day), {"act": "again"}, follow=True)
    return pressed.content.decode()


def test_a_day_given_back_is_taken_again_and_the_letter_says_so_once() -> None:
    day = given_back()
    Job.objects.all().delete()

    for _twice in range(2):
        taken = take_day_again(booking_id=day.pk, now=now())

    assert (taken.state, taken.ended_at) == (BookingState.BOOKED, None)
    assert [(job.task, job.arguments["booking_id"]) for job in Job.objects.all()] == [
        ("meetings.send_booking_letter", day.pk)
    ]


def test_it_is_taken_again_on_the_page_where_it_was_given_back() -> None:
    day = given_back()
    assert "I come on this day after all" in Client().get(page_of(day)).content.decode()

    page = press_again(day)

    day.refresh_from_db()
    assert day.state == BookingState.BOOKED
    assert "You come on this day after all." in page
    assert "I cannot come on this day" in page


def test_a_full_day_is_not_taken_again_and_the_page_says_so() -> None:
    day = given_back(make_mentoring(capacity=2), size=2)
    holds(day, capacity=1)

    assert FULL in Client().get(page_of(day)).content.decode()
    page = press_again(day)

    assert page.count(FULL) == 2  # what was pressed, and where the button stood
    assert states_of(day.meeting) == ["cancelled"]


def test_the_last_place_of_a_day_goes_to_whoever_takes_it_first() -> None:
    series = make_mentoring(capacity=2)
    first, second = given_back(series), given_back(series)
    holds(first, capacity=1)

    take_day_again(booking_id=second.pk, now=now())
    with pytest.raises(NoPlaceError):
        take_day_again(booking_id=first.pk, now=now())

    assert states_of(first.meeting) == ["cancelled", "booked"]


def test_whoever_waits_for_the_day_goes_first() -> None:
    day = given_back()
    holds(day, capacity=1)
    waits = make_waiting(day.meeting)

    with pytest.raises(NoPlaceError):
        take_day_again(booking_id=day.pk, now=now())
    holds(day, capacity=2)
    take_day_again(booking_id=day.pk, now=now())

    waits.refresh_from_db()
    assert waits.state == BookingState.OFFERED
    assert states_of(day.meeting) == ["booked", "offered"]


def test_nobody_overtakes_a_larger_party_that_waits_for_the_day() -> None:
    day = given_back()
    holds(day, capacity=3)
    make_booking(day.meeting)
    make_booking(day.meeting)
    make_waiting(day.meeting, wish=Wish(party_size=2))

    assert FULL in press_again(day)

    assert states_of(day.meeting) == ["cancelled", "booked", "booked", "waiting"]


def test_whoever_left_the_series_has_no_day_to_take_again() -> None:
    day = given_back()
    assert day.enrolment_id is not None
    end_enrolment(enrolment_id=day.enrolment_id, now=now())

    assert "after all" not in Client().get(page_of(day)).content.decode()
    with pytest.raises(NoPlaceError):
        take_day_again(booking_id=day.pk, now=now())

    assert states_of(day.meeting) == ["cancelled"]


def test_a_single_place_given_back_is_asked_for_anew() -> None:
    booking = make_booking(state=BookingState.CANCELLED, ended_at=now())

    with pytest.raises(NoPlaceError):
        take_day_again(booking_id=booking.pk, now=now())

    booking.refresh_from_db()
    assert booking.state == BookingState.CANCELLED


@pytest.mark.parametrize("is_cancelled", [True, False])
def test_a_day_that_is_over_or_cancelled_stays_as_it_is(is_cancelled: bool) -> None:  # noqa: FBT001 - a case, named by its place
    day = given_back()
    if is_cancelled:
        holds(day, state="cancelled", cancel_reason="Snow", cancelled_at=now())
    over = timedelta(days=0 if is_cancelled else 15)

    with pytest.raises(MeetingOverError):
        take_day_again(booking_id=day.pk, now=now() + over)

    assert states_of(day.meeting) == ["cancelled"]
