"""Enrolling for a series, as a browser sees it."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import now

from engagement.people.models import User
from meetings.choices import BookingState, EnrolmentState, QuestionKind
from meetings.models import Booking, Series
from meetings.queries.series import meetings_of
from meetings.services.enrolment_letters import enrolment_token, guardian_token
from meetings.services.letters import token_of
from meetings.services.series_seats import seat_everyone
from meetings.wishes import Wish
from tests.browser.visits import PageCase, Visit
from tests.factories.bookings import make_booking
from tests.factories.enrolments import (
    make_enrolment,
    make_guardian_asked,
    make_mentoring,
)
from tests.factories.people import make_user
from tests.factories.places import make_town

NEEDS = Wish(
    name="Zoë Núñez-O’Brien",
    needs="A seat near the front",
    answers={"How do you come?": "On foot"},
)


def _series() -> tuple[Series, User]:
    make_town()
    organizer = make_user()
    series = make_mentoring(capacity=2, asks_guardian=True, organizer=organizer)
    soonest = meetings_of(series)[0]
    soonest.booking_questions.create(
        position=1,
        kind=QuestionKind.CHOICE,
        text="How do you come?",
        options=["Bus", "On foot"],
    )
    one = make_enrolment(series, wish=NEEDS)
    make_enrolment(series)
    with transaction.atomic():
        seat_everyone(series, now())
    day = one.bookings.order_by("meeting__begins_at").first()
    if day is not None:
        day.state, day.ended_at = BookingState.CANCELLED, now()
        day.save(update_fields=["state", "ended_at"])
    make_enrolment(series, state=EnrolmentState.WAITING)
    return series, organizer


def _enrol() -> Visit:
    series, _organizer = _series()
    return Visit(reverse("meetings:enrol", args=[series.pk, series.slug]))


def _enrolled() -> Visit:
    series, _organizer = _series()
    one = series.enrolments.order_by("pk")[0]
    return Visit(reverse("meetings:enrolled", args=[enrolment_token(one)]))


def _day_given_back(*, is_full: bool) -> Visit:
    series, _organizer = _series()
    day = Booking.objects.get(meeting__series=series, state=BookingState.CANCELLED)
    if is_full:
        make_booking(day.meeting)
    return Visit(reverse("meetings:coming", args=[token_of(day)]))


def _guardian() -> Visit:
    make_town()
    asked = make_guardian_asked(wish=NEEDS)
    return Visit(reverse("meetings:guardian", args=[guardian_token(asked)]))


def _at_the_desk(name: str) -> Visit:
    series, organizer = _series()
    return Visit(reverse(f"meetings:{name}", args=[series.pk]), user=organizer)


ENROLMENT_PAGES: list[PageCase] = [
    PageCase("enrol for a full series", _enrol),
    PageCase("enrolled for a series", _enrolled),
    PageCase("a day given back", lambda: _day_given_back(is_full=False)),
    PageCase("a day given back is full", lambda: _day_given_back(is_full=True)),
    PageCase("a guardian is asked", _guardian),
    PageCase("who is enrolled", lambda: _at_the_desk("series_people")),
    PageCase("a sheet for all dates", lambda: _at_the_desk("series_sheet"), requests=9),
]
