"""Fifty people for the last place at the same moment: exactly one has it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from django.utils.timezone import now

from meetings.models import Booking, Meeting
from meetings.services import booking as services
from meetings.services.seats import seats_taken
from meetings.wishes import Wish
from tests.engagement.concerns.test_races import at_once
from tests.factories.meetings import make_meeting
from tests.factories.people import make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PEOPLE, RUNS = 50, 20


def asking(meeting: Meeting) -> Callable[[], str]:
    person = make_user()

    def ask() -> str:
        made = services.book_as_person(
            meeting_id=meeting.pk,
            wish=Wish(),
            actor=person,
            language="en",
            now=now(),
        )
        return str(made.state)

    return ask


def test_of_fifty_for_the_last_place_one_has_it_in_each_of_twenty_runs() -> None:
    won = []
    for _run in range(RUNS):
        meeting = make_meeting(capacity=1)

        results = at_once(*[asking(meeting) for _ in range(PEOPLE)])

        won.append(Counter(map(str, results)))
        Booking.objects.all().delete()
    assert won == [Counter(booked=1, waiting=PEOPLE - 1)] * RUNS


def test_control_without_the_lock_the_hall_is_overfull(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        services,
        "locked_for_seats",
        lambda meeting_id: Meeting.objects.get(pk=meeting_id),
    )
    most = 0
    for _run in range(RUNS):
        meeting = make_meeting(capacity=1)
        at_once(*[asking(meeting) for _ in range(PEOPLE)])
        most = max(most, seats_taken(meeting.pk))
        if most > 1:
            break

    assert most > 1


def test_one_person_pressing_many_times_at_once_is_one_booking() -> None:
    meeting = make_meeting(capacity=10)
    ask = asking(meeting)

    assert at_once(*[ask] * 8) == ["booked"] * 8
    assert Booking.objects.count() == 1


def test_one_address_asking_many_times_at_once_is_one_booking() -> None:
    meeting = make_meeting(capacity=10)

    def ask() -> int:
        made = services.ask_by_mail(
            meeting_id=meeting.pk,
            wish=Wish(),
            address="ann@example.net",
            language="en",
            now=now(),
        )
        return int(made.pk)

    assert len(set(at_once(*[ask] * 8))) == 1


def test_a_place_given_back_twice_at_once_is_offered_once() -> None:
    meeting = make_meeting(capacity=1)
    asking(meeting)()
    has = Booking.objects.get()
    for _ in range(3):
        asking(meeting)()

    at_once(*[lambda: services.cancel_booking(booking_id=has.pk, now=now())] * 8)

    assert Counter(Booking.objects.values_list("state", flat=True)) == Counter(
        cancelled=1, offered=1, waiting=2
    )
