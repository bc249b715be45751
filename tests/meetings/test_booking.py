"""Coming to a meeting: one seat each, in the order of asking, and told once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils.timezone import now

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.outbox.models import Job
from meetings.choices import BookingState, QuestionKind
from meetings.errors import (
    BookingIncompleteError,
    MeetingOverError,
    NoPlaceError,
    SeatsTakenError,
)
from meetings.models import Booking, Meeting
from meetings.queries.bookings import coming_of, place_in_line
from meetings.services.answering import Asked, set_questions
from meetings.services.booking import (
    ask_by_mail,
    book_as_person,
    cancel_booking,
    confirm_booking,
    take_place,
)
from meetings.services.seats import offer_ends, seats_left
from meetings.services.waiting import change_capacity, tend_lines
from meetings.wishes import Wish, read_wish
from tests.factories.bookings import make_asked, make_booking, make_waiting
from tests.factories.meetings import make_draft, make_meeting, make_room
from tests.factories.people import make_organizer, make_user

pytestmark = pytest.mark.django_db


def comes(meeting: Meeting, size: int = 1, **how: Any) -> Booking:
    values: dict[str, Any] = {"actor": make_user(), "language": "en", "now": now()}
    values |= how
    return book_as_person(meeting_id=meeting.pk, wish=Wish(party_size=size), **values)


def by_mail(meeting: Meeting, address: str = "ann@example.net", **how: Any) -> Booking:
    wish = how.pop("wish", Wish(name="Ann", needs="An interpreter"))
    return ask_by_mail(
        meeting_id=meeting.pk,
        wish=wish,
        address=address,
        language="en",
        now=how.get("now", now()),
    )


def states(meeting: Meeting) -> list[str]:
    return list(meeting.bookings.order_by("pk").values_list("state", flat=True))


def test_somebody_with_an_account_has_a_place_at_once_and_a_letter() -> None:
    meeting = make_meeting(capacity=2)

    booking = comes(meeting, 2)

    assert (booking.state, seats_left(meeting)) == ("booked", 0)
    assert [job.task for job in Job.objects.all()] == ["meetings.send_booking_letter"]


def test_pressing_twice_is_one_place() -> None:
    meeting, person = make_meeting(capacity=5), make_user()

    first = comes(meeting, actor=person)
    second = comes(meeting, actor=person)

    assert first == second
    assert seats_left(meeting) == 4


def test_an_address_holds_nothing_before_its_link_is_pressed() -> None:
    meeting = make_meeting(capacity=1)

    booking = by_mail(meeting)

    assert (booking.state, seats_left(meeting)) == ("asked", 1)
    assert confirm_booking(booking_id=booking.pk, now=now()).state == "booked"
    assert seats_left(meeting) == 0


def test_what_was_said_lies_sealed() -> None:
    booking = by_mail(make_meeting())

    raw = bytes(Booking.objects.get().sealed)
    assert b"ann@example.net" not in raw
    assert "ann@example.net" not in booking.address_mark
    said = read_wish(raw)
    assert (said.name, said.address, said.needs) == (
        "Ann",
        "ann@example.net",
        "An interpreter",
    )


def test_an_address_that_asks_again_gets_its_letter_again_a_few_times() -> None:
    meeting = make_meeting()

    for address in ("ann@example.net", "ANN+x@example.net", *["ann@example.net"] * 4):
        by_mail(meeting, address)

    assert Booking.objects.count() == 1
    assert Job.objects.count() == 3


def test_a_link_is_good_for_a_day() -> None:
    booking = make_asked(at=now() - timedelta(hours=24))

    with pytest.raises(NoPlaceError):
        confirm_booking(booking_id=booking.pk, now=now())

    assert Booking.objects.get().state == "asked"


def test_an_account_takes_over_what_its_address_never_confirmed() -> None:
    meeting, person = make_meeting(), make_user("ann@example.net")
    by_mail(meeting)

    booking = comes(meeting, actor=person)

    assert list(meeting.bookings.all()) == [booking]


def test_who_booked_by_letter_finds_it_in_their_account() -> None:
    meeting, person = make_meeting(), make_user("ann@example.net")
    booking = by_mail(meeting)
    confirm_booking(booking_id=booking.pk, now=now())

    assert list(coming_of(person, now())) == [booking]
    assert comes(meeting, actor=person) == booking


def test_a_full_meeting_has_a_line_in_the_order_of_asking() -> None:
    meeting = make_meeting(capacity=2)
    comes(meeting, 2)

    first, second = comes(meeting, 2), comes(meeting, 1)

    assert [first.state, second.state] == ["waiting", "waiting"]
    assert [place_in_line(first), place_in_line(second)] == [1, 2]


def test_nobody_smaller_overtakes_whoever_stands_first() -> None:
    meeting = make_meeting(capacity=3)
    comes(meeting, 2)
    big = comes(meeting, 2)

    small = comes(meeting, 1)

    assert (seats_left(meeting), big.state, small.state) == (1, "waiting", "waiting")


def test_a_place_given_back_is_held_for_the_first_in_line() -> None:
    meeting = make_meeting(capacity=1)
    has = comes(meeting)
    first, second = comes(meeting), comes(meeting)

    cancel_booking(booking_id=has.pk, now=now())

    assert states(meeting) == ["cancelled", "offered", "waiting"]
    assert seats_left(meeting) == 0
    taken = take_place(booking_id=first.pk, now=now())
    assert (taken.state, place_in_line(second)) == ("booked", 1)


def test_a_held_place_runs_out_and_goes_to_the_next_by_the_clock() -> None:
    meeting = make_meeting(capacity=1)
    has, first, second = comes(meeting), comes(meeting), comes(meeting)
    cancel_booking(booking_id=has.pk, now=now())
    later = now() + timedelta(hours=25)

    tend_lines(now=later)

    assert states(meeting) == ["cancelled", "lost", "offered"]
    with pytest.raises(NoPlaceError):
        take_place(booking_id=first.pk, now=later)
    assert take_place(booking_id=second.pk, now=later).state == "booked"


@pytest.mark.parametrize(
    ("before", "held"),
    [
        (timedelta(days=14), timedelta(hours=24)),
        (timedelta(hours=8), timedelta(hours=2)),
        (timedelta(minutes=40), timedelta(minutes=15)),
        (timedelta(minutes=10), timedelta(minutes=10)),
    ],
)
def test_a_place_is_held_for_a_day_and_less_near_the_meeting(
    before: timedelta, held: timedelta
) -> None:
    meeting = make_meeting()

    assert offer_ends(meeting, meeting.begins_at - before) == (
        meeting.begins_at - before + held
    )


def test_after_it_has_begun_nobody_is_asked_any_more() -> None:
    meeting = make_meeting(capacity=1, begins_at=now() - timedelta(minutes=5))
    has = make_booking(meeting)
    make_waiting(meeting)

    cancel_booking(booking_id=has.pk, now=now())

    assert states(meeting) == ["cancelled", "waiting"]


def test_a_party_larger_than_the_hall_keeps_nobody_waiting() -> None:
    meeting = make_meeting(capacity=8)
    has = [comes(meeting, 4), comes(meeting, 4)]
    comes(meeting, 8)
    small = comes(meeting, 1)
    Meeting.objects.filter(pk=meeting.pk).update(reserved_seats=4)

    for one in has:
        cancel_booking(booking_id=one.pk, now=now())

    small.refresh_from_db()
    assert small.state == "offered"


def test_a_party_that_can_never_fit_is_told_so() -> None:
    with pytest.raises(NoPlaceError):
        comes(make_meeting(capacity=3, reserved_seats=1), 3)


@pytest.mark.parametrize("size", [0, 9, -1])
def test_a_party_is_one_to_eight(size: int) -> None:
    with pytest.raises(BookingIncompleteError):
        comes(make_meeting(), size)


def test_nobody_comes_to_a_draft_or_what_is_cancelled_or_over() -> None:
    over = make_meeting(begins_at=now() - timedelta(days=1))
    cancelled = make_meeting(state="cancelled", cancelled_at=now(), cancel_reason="x")

    with pytest.raises(NotAllowedError):
        comes(make_draft())
    for meeting in (over, cancelled):
        with pytest.raises(MeetingOverError):
            comes(meeting)
    assert not Booking.objects.exists()


# -- capacity --------------------------------------------------------------------------
def changed(meeting: Meeting, capacity: int | None, reserved: int = 0) -> Meeting:
    actor = make_organizer(of=meeting.neighborhood)
    meeting.organizers.create(
        person=actor, is_by_role=True, added_at=datetime.now(tz=meeting.made_at.tzinfo)
    )
    return change_capacity(
        meeting_id=meeting.pk,
        capacity=capacity,
        reserved_seats=reserved,
        actor=actor,
        now=now(),
    )


def test_capacity_never_falls_below_what_is_taken() -> None:
    meeting = make_meeting(capacity=5)
    comes(meeting, 3)

    for capacity, reserved in ((2, 0), (5, 3)):
        with pytest.raises(SeatsTakenError):
            changed(meeting, capacity, reserved)

    changed(meeting, 5, 2)
    meeting.refresh_from_db()
    assert (meeting.capacity, meeting.reserved_seats) == (5, 2)


def test_more_seats_are_offered_in_order_and_the_change_is_written_down() -> None:
    meeting = make_meeting(capacity=1)
    for _ in range(4):
        comes(meeting)

    changed(meeting, 3)

    assert states(meeting) == ["booked", "offered", "offered", "waiting"]
    entry = Entry.objects.get(action="meeting.change_capacity")
    assert (entry.detail["before"], entry.detail["after"]) == ([1, 0], [3, 0])


def test_a_room_holds_no_more_than_it_holds() -> None:
    with pytest.raises(SeatsTakenError):
        changed(make_meeting(room=make_room(capacity=40)), 41)


def test_a_stranger_changes_no_seats() -> None:
    meeting = make_meeting(capacity=5)

    with pytest.raises(NotAllowedError):
        change_capacity(
            meeting_id=meeting.pk,
            capacity=6,
            reserved_seats=0,
            actor=make_user(),
            now=now(),
        )

    meeting.refresh_from_db()
    assert meeting.capacity == 5


# -- questions -------------------------------------------------------------------------
def asked_of(meeting: Meeting, *questions: Asked) -> list[str]:
    actor = make_organizer(of=meeting.neighborhood)
    meeting.organizers.create(person=actor, is_by_role=True, added_at=now())
    kept = set_questions(
        meeting_id=meeting.pk, questions=questions, actor=actor, now=now()
    )
    return [str(one.pk) for one in kept]


def test_answers_are_kept_sealed_under_their_question() -> None:
    meeting = make_meeting()
    bus, meal = asked_of(
        meeting,
        Asked("How do you come?", QuestionKind.CHOICE, ("Bus", "Foot")),
        Asked("Do you eat with us?", QuestionKind.YES_NO, is_required=True),
    )

    booking = by_mail(meeting, wish=Wish(answers={bus: "Bus", meal: "no", "9": "x"}))

    assert read_wish(booking.sealed).answers == {bus: "Bus", meal: "no"}


@pytest.mark.parametrize("answer", ["", "perhaps"])
def test_a_question_that_must_be_answered_is(answer: str) -> None:
    meeting = make_meeting()
    (meal,) = asked_of(
        meeting, Asked("Do you eat with us?", QuestionKind.YES_NO, is_required=True)
    )

    with pytest.raises(BookingIncompleteError):
        by_mail(meeting, wish=Wish(answers={meal: answer}))


def test_questions_stay_once_somebody_answered_and_are_ten_at_most() -> None:
    meeting = make_meeting()
    with pytest.raises(BookingIncompleteError):
        asked_of(meeting, *[Asked(f"Question {n}?") for n in range(11)])
    asked_of(make_meeting(), *[Asked(f"Question {n}?") for n in range(10)])
    by_mail(meeting)

    with pytest.raises(BookingIncompleteError):
        asked_of(meeting, Asked("One more?"))


def test_the_states_of_the_machine_are_those_of_the_table() -> None:
    assert {state.value for state in BookingState} == {
        "asked",
        "waiting",
        "offered",
        "booked",
        "cancelled",
        "lost",
    }
