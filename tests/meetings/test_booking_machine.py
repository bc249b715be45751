"""Whatever people do in whatever order: no hall is overfull, nobody jumps the line."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from engagement.common.errors import DomainError
from meetings.choices import BookingState
from meetings.models import Booking, Meeting
from meetings.models.bookings import TAKES_SEATS
from meetings.services.booking import (
    ask_by_mail,
    cancel_booking,
    confirm_booking,
    take_place,
)
from meetings.services.seats import seats_taken
from meetings.services.waiting import change_capacity, tend_lines
from meetings.wishes import Wish
from tests.factories.meetings import make_meeting, make_meeting_organizer
from tests.factories.people import make_user

START = datetime(2026, 6, 1, 12, tzinfo=UTC)
SOMEBODY = st.integers(0, 200)


class Coming(RuleBasedStateMachine):
    """One hall, and people who ask, confirm, take, give back and let run out."""

    @initialize(capacity=st.integers(1, 6))
    def set_the_scene(self, capacity: int) -> None:
        self.now, self.asked = START, 0
        self.meeting = make_meeting(
            begins_at=START + timedelta(days=6), capacity=capacity
        )
        self.organizer = make_user()
        make_meeting_organizer(self.meeting, self.organizer)
        self.went_through: list[int] = []

    def moment(self) -> datetime:
        """Nobody asks in the same second as another."""
        self.now += timedelta(seconds=1)
        return self.now

    def bookings(self) -> list[Booking]:
        return list(Booking.objects.filter(meeting=self.meeting).order_by("pk"))

    def one(self, number: int) -> Booking:
        every = self.bookings()
        return every[number % len(every)]

    def has_bookings(self) -> bool:
        return Booking.objects.filter(meeting=self.meeting).exists()

    @rule(size=st.integers(1, 5), presses=st.booleans())
    def book(self, size: int, presses: bool) -> None:  # noqa: FBT001 - hypothesis names it
        self.asked += 1
        with contextlib.suppress(DomainError):
            made = ask_by_mail(
                meeting_id=self.meeting.pk,
                wish=Wish(party_size=size),
                address=f"somebody{self.asked}@example.net",
                language="en",
                now=self.moment(),
            )
            if presses:
                confirm_booking(booking_id=made.pk, now=self.moment())

    @precondition(has_bookings)
    @rule(number=SOMEBODY)
    def confirm(self, number: int) -> None:
        with contextlib.suppress(DomainError):
            confirm_booking(booking_id=self.one(number).pk, now=self.moment())

    @precondition(has_bookings)
    @rule(number=SOMEBODY)
    def take(self, number: int) -> None:
        with contextlib.suppress(DomainError):
            take_place(booking_id=self.one(number).pk, now=self.moment())

    @precondition(has_bookings)
    @rule(number=SOMEBODY)
    def cancel(self, number: int) -> None:
        cancel_booking(booking_id=self.one(number).pk, now=self.moment())

    @rule(capacity=st.integers(1, 8), kept=st.integers(0, 2))
    def change(self, capacity: int, kept: int) -> None:
        with contextlib.suppress(DomainError):
            change_capacity(
                meeting_id=self.meeting.pk,
                capacity=capacity,
                reserved_seats=kept,
                actor=self.organizer,
                now=self.now,
            )

    @rule(hours=st.sampled_from([1, 7, 25]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        tend_lines(now=self.now)

    @invariant()
    def the_hall_is_not_overfull(self) -> None:
        meeting = Meeting.objects.get(pk=self.meeting.pk)
        assert meeting.capacity is not None
        assert seats_taken(meeting.pk) <= meeting.capacity - meeting.reserved_seats

    @invariant()
    def nobody_jumped_the_line(self) -> None:
        """Whoever has a seat now asked before all who wait and could ever fit."""
        meeting = Meeting.objects.get(pk=self.meeting.pk)
        assert meeting.capacity is not None
        for_all = meeting.capacity - meeting.reserved_seats
        every = self.bookings()
        waits = [b for b in every if b.state == BookingState.WAITING]
        fresh = [
            b for b in every if b.state in TAKES_SEATS and b.pk not in self.went_through
        ]
        self.went_through += [b.pk for b in fresh]
        for got in fresh:
            overtaken = [
                b.pk for b in waits if b.party_size <= for_all and place(b) < place(got)
            ]
            assert overtaken == []

    @invariant()
    def nobody_waits_beside_a_seat_that_is_theirs(self) -> None:
        meeting = Meeting.objects.get(pk=self.meeting.pk)
        assert meeting.capacity is not None
        if meeting.begins_at <= self.now:
            return
        for_all = meeting.capacity - meeting.reserved_seats
        line = [
            b
            for b in sorted(self.bookings(), key=place)
            if b.state == BookingState.WAITING and b.party_size <= for_all
        ]
        if line:
            assert for_all - seats_taken(meeting.pk) < line[0].party_size


def place(booking: Booking) -> tuple[datetime, int]:
    return (booking.queued_at or START, booking.pk)


@pytest.mark.slow
@pytest.mark.django_db
def test_no_order_of_acts_overfills_the_hall_or_lets_anybody_jump_the_line() -> None:
    class OneTown(Coming):
        """Each run is undone, so that the next begins in an empty town."""

        def __init__(self) -> None:
            super().__init__()
            self.undo = transaction.atomic()
            self.undo.__enter__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    run_state_machine_as_test(
        OneTown,
        settings=settings(
            max_examples=50,
            stateful_step_count=40,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
