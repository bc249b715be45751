"""Whatever people do in whatever order: no series is overfull, nobody jumps the line."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.db.models import Sum
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
from meetings.choices import BookingState, EnrolmentState
from meetings.models import Meeting, Series, SeriesEnrolment
from meetings.models.enrolments import HOLDS_SEATS
from meetings.queries.enrolments import coming_of_series
from meetings.services.booking import cancel_booking
from meetings.services.enrolling import (
    Guardian,
    agree_as_guardian,
    confirm_enrolment,
    end_enrolment,
    enrol_by_mail,
    take_enrolment,
)
from meetings.services.retaking import take_day_again
from meetings.services.series_capacity import change_series_seats
from meetings.services.series_seats import seat_everyone, seats_enrolled
from meetings.services.waiting import tend_lines
from meetings.wishes import Wish
from tests.factories.enrolments import add_meeting, make_mentoring
from tests.factories.people import make_user

START = datetime(2026, 6, 1, 12, tzinfo=UTC)
SOMEBODY = st.integers(0, 200)


class Enrolling(RuleBasedStateMachine):
    """One series, and people who ask, confirm, take, leave and let run out."""

    @initialize(capacity=st.integers(1, 5))
    def set_the_scene(self, capacity: int) -> None:
        self.now, self.asked, self.weeks = START, 0, 2
        self.boss = make_user()
        self.series = make_mentoring(
            first_at=START + timedelta(days=10),
            meetings=2,
            capacity=capacity,
            asks_guardian=True,
            organizer=self.boss,
        )
        self.went_through: list[int] = []

    def moment(self) -> datetime:
        """Nobody asks in the same second as another."""
        self.now += timedelta(seconds=1)
        return self.now

    def rows(self) -> list[SeriesEnrolment]:
        return list(
            SeriesEnrolment.objects.filter(series=self.series.pk).order_by("pk")
        )

    def one(self, number: int) -> SeriesEnrolment:
        every = self.rows()
        return every[number % len(every)]

    def has_rows(self) -> bool:
        return SeriesEnrolment.objects.filter(series=self.series.pk).exists()

    @rule(size=st.integers(1, 3), presses=st.booleans(), is_young=st.booleans())
    def enrol(self, size: int, presses: bool, is_young: bool) -> None:  # noqa: FBT001 - hypothesis names them
        self.asked += 1
        with contextlib.suppress(DomainError):
            made = enrol_by_mail(
                series_id=self.series.pk,
                wish=Wish(party_size=size),
                guardian=Guardian("Pat", "pat@example.net") if is_young else None,
                address=f"somebody{self.asked}@example.net",
                language="en",
                now=self.moment(),
            )
            if presses:
                confirm_enrolment(enrolment_id=made.pk, now=self.moment())

    @precondition(has_rows)
    @rule(number=SOMEBODY)
    def confirm(self, number: int) -> None:
        with contextlib.suppress(DomainError):
            confirm_enrolment(enrolment_id=self.one(number).pk, now=self.moment())

    @precondition(has_rows)
    @rule(number=SOMEBODY)
    def take(self, number: int) -> None:
        with contextlib.suppress(DomainError):
            take_enrolment(enrolment_id=self.one(number).pk, now=self.moment())

    @precondition(has_rows)
    @rule(number=SOMEBODY)
    def agree(self, number: int) -> None:
        with contextlib.suppress(DomainError):
            agree_as_guardian(enrolment_id=self.one(number).pk, now=self.moment())

    @precondition(has_rows)
    @rule(number=SOMEBODY)
    def leave(self, number: int) -> None:
        end_enrolment(enrolment_id=self.one(number).pk, now=self.moment())

    @precondition(has_rows)
    @rule(number=SOMEBODY)
    def miss_a_day(self, number: int) -> None:
        day = self.one(number).bookings.order_by("pk").first()
        if day is not None:
            cancel_booking(booking_id=day.pk, now=self.moment())

    @precondition(has_rows)
    @rule(number=SOMEBODY)
    def come_on_it_after_all(self, number: int) -> None:
        day = self.one(number).bookings.order_by("pk").first()
        if day is not None:
            with contextlib.suppress(DomainError):
                take_day_again(booking_id=day.pk, now=self.moment())

    @rule()
    def another_week(self) -> None:
        """As the night writes it."""
        with transaction.atomic():
            series = Series.objects.select_for_update().get(pk=self.series.pk)
            begins_at = START + timedelta(days=10, weeks=self.weeks)
            add_meeting(series, begins_at)
            self.weeks += 1
            seat_everyone(series, self.now)

    @rule(capacity=st.integers(1, 6), kept=st.integers(0, 2))
    def change(self, capacity: int, kept: int) -> None:
        with contextlib.suppress(DomainError):
            change_series_seats(
                series_id=self.series.pk,
                capacity=capacity,
                reserved_seats=kept,
                asks_guardian=True,
                actor=self.boss,
                now=self.now,
            )

    @rule(hours=st.sampled_from([1, 7, 25]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        tend_lines(now=self.now)

    def for_all(self) -> int:
        series = Series.objects.get(pk=self.series.pk)
        assert series.capacity is not None
        return series.capacity - series.reserved_seats

    @invariant()
    def neither_the_series_nor_a_meeting_is_overfull(self) -> None:
        assert seats_enrolled(self.series.pk) <= self.for_all()
        booked = (
            Meeting.objects.filter(series=self.series.pk)
            .filter(bookings__state=BookingState.BOOKED)
            .annotate(seats=Sum("bookings__party_size"))
        )
        ahead = booked.filter(begins_at__gt=self.now)
        assert [m.seats for m in ahead if m.seats > self.for_all()] == []

    @invariant()
    def nobody_has_half_a_series(self) -> None:
        """Enrolled is a row in every meeting to come; everybody else has no seat there."""
        ahead = coming_of_series(self.series.pk, self.now)
        wanted = set(ahead.values_list("pk", flat=True))
        for enrolment in self.rows():
            rows = enrolment.bookings.filter(meeting__in=wanted)
            if enrolment.state == EnrolmentState.ENROLLED:
                assert set(rows.values_list("meeting", flat=True)) == wanted
            else:
                assert not rows.filter(state=BookingState.BOOKED).exists()

    @invariant()
    def nobody_jumped_the_line(self) -> None:
        """Whoever has places now asked before all who wait and could ever fit."""
        every, for_all = self.rows(), self.for_all()
        waits = [e for e in every if e.state == EnrolmentState.WAITING]
        fresh = [
            e for e in every if e.state in HOLDS_SEATS and e.pk not in self.went_through
        ]
        self.went_through += [e.pk for e in fresh]
        for got in fresh:
            overtaken = [
                e.pk for e in waits if e.party_size <= for_all and place(e) < place(got)
            ]
            assert overtaken == []

    @invariant()
    def nobody_waits_beside_places_that_are_theirs(self) -> None:
        if not coming_of_series(self.series.pk, self.now).exists():
            return
        for_all = self.for_all()
        line = [
            e
            for e in sorted(self.rows(), key=place)
            if e.state == EnrolmentState.WAITING and e.party_size <= for_all
        ]
        if line:
            assert for_all - seats_enrolled(self.series.pk) < line[0].party_size


def place(enrolment: SeriesEnrolment) -> tuple[datetime, int]:
    return (enrolment.queued_at or START, enrolment.pk)


@pytest.mark.slow
@pytest.mark.django_db
def test_no_order_of_acts_overfills_a_series_or_lets_anybody_jump_the_line() -> None:
    class OneTown(Enrolling):
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
            max_examples=40,
            stateful_step_count=35,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
