"""Enrolling for a series: one place in every meeting, or a place in line."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import Sum
from django.utils.timezone import now

from engagement.common.errors import NotAllowedError
from engagement.outbox.models import Job
from meetings.choices import BookingState, EnrolmentState, MeetingState
from meetings.errors import (
    BookingIncompleteError,
    EnrolledError,
    MeetingOverError,
    NoPlaceError,
    PeopleComeError,
    SeatsTakenError,
)
from meetings.models import Booking, Meeting, Series, SeriesEnrolment
from meetings.queries.enrolments import place_in_series_line
from meetings.queries.series import meetings_of
from meetings.services import (
    Change,
    People,
    cancel_meeting,
    change_series,
    grow_series,
    publish_meeting,
    publish_series,
)
from meetings.services.booking import book_as_person, cancel_booking
from meetings.services.enrolling import (
    Guardian,
    agree_as_guardian,
    choose_series_letters,
    confirm_enrolment,
    end_enrolment,
    enrol_as_person,
    enrol_by_mail,
    read_guardian,
    refuse_as_guardian,
    take_enrolment,
)
from meetings.services.series_capacity import change_series_seats
from meetings.services.waiting import change_capacity, tend_lines
from meetings.wishes import Wish, read_wish
from tests.factories.bookings import make_booking
from tests.factories.enrolments import add_meeting, make_enrolment, make_mentoring
from tests.factories.meetings import (
    make_meeting,
    make_series,
    make_venue,
    series_details,
)
from tests.factories.people import make_organizer, make_user

pytestmark = pytest.mark.django_db
PARENT = Guardian("Pat", "pat@example.net")


def enrols(series: Series, size: int = 1, **how: Any) -> SeriesEnrolment:
    values: dict[str, Any] = {
        "actor": make_user(),
        "language": "en",
        "guardian": None,
        "now": now(),
    } | how
    wish = Wish(party_size=size, name="Ann")
    return enrol_as_person(series_id=series.pk, wish=wish, **values)


def by_mail(series: Series, address: str = "ann@example.net", **how: Any) -> Any:
    values: dict[str, Any] = {"language": "en", "guardian": None, "now": now()} | how
    wish = Wish(name="Ann", needs="A seat in front")
    return enrol_by_mail(series_id=series.pk, wish=wish, address=address, **values)


def states(series: Series) -> list[str]:
    return list(series.enrolments.order_by("pk").values_list("state", flat=True))


def places(enrolment: SeriesEnrolment) -> list[str]:
    rows = enrolment.bookings.order_by("meeting__begins_at")
    return list(rows.values_list("state", flat=True))


def seats_in_each(series: Series) -> list[int]:
    booked = meetings_of(series).filter(bookings__state=BookingState.BOOKED)
    seats = booked.annotate(seats=Sum("bookings__party_size"))
    return [each.seats for each in seats]


def letters() -> list[str]:
    return list(Job.objects.order_by("pk").values_list("task", flat=True))


def test_who_enrols_has_a_place_in_every_meeting_and_one_letter() -> None:
    series = make_mentoring(meetings=3)

    enrolment = enrols(series, 2)

    assert enrolment.state == EnrolmentState.ENROLLED
    assert places(enrolment) == ["booked"] * 3
    assert seats_in_each(series) == [2, 2, 2]
    assert letters() == ["meetings.send_enrolment_letter"]


def test_pressing_twice_is_one_enrolment() -> None:
    series, person = make_mentoring(), make_user()

    first = enrols(series, actor=person)

    assert enrols(series, actor=person) == first
    assert seats_in_each(series) == [1, 1, 1]


def test_nobody_gets_half_a_series_they_wait_in_their_order() -> None:
    series = make_mentoring(capacity=3)
    enrols(series, 2)

    family, alone = enrols(series, 2), enrols(series)

    assert [family.state, alone.state] == ["waiting", "waiting"]
    assert [place_in_series_line(family), place_in_series_line(alone)] == [1, 2]
    assert Booking.objects.filter(enrolment__in=[family, alone]).count() == 0


def test_seats_that_are_kept_are_given_to_nobody() -> None:
    series = make_mentoring(capacity=2, reserved_seats=1)
    enrols(series)

    assert enrols(series).state == EnrolmentState.WAITING


def test_a_party_larger_than_the_hall_is_told_so() -> None:
    with pytest.raises(NoPlaceError):
        enrols(make_mentoring(capacity=2), 3)


def test_leaving_gives_all_places_back_and_calls_the_next() -> None:
    series = make_mentoring(capacity=1)
    first, second = enrols(series), enrols(series)

    end_enrolment(enrolment_id=first.pk, now=now())

    assert states(series) == ["ended", "offered"]
    assert places(first) == ["cancelled"] * 3
    take_enrolment(enrolment_id=second.pk, now=now())
    assert places(second) == ["booked"] * 3
    assert seats_in_each(series) == [1, 1, 1]


def test_a_place_nobody_took_in_time_goes_to_the_next() -> None:
    series = make_mentoring(capacity=1)
    first = enrols(series)
    enrols(series)
    enrols(series)
    end_enrolment(enrolment_id=first.pk, now=now())

    tend_lines(now=now() + timedelta(hours=25))

    assert states(series) == ["ended", "lost", "offered"]


def test_who_comes_too_late_to_take_it_is_told_so() -> None:
    series = make_mentoring(capacity=1)
    first, second = enrols(series), enrols(series)
    end_enrolment(enrolment_id=first.pk, now=now())

    with pytest.raises(NoPlaceError):
        take_enrolment(enrolment_id=second.pk, now=now() + timedelta(hours=25))


def test_one_day_is_given_back_without_losing_the_series_and_to_nobody_else() -> None:
    series = make_mentoring(capacity=1)
    first, second = enrols(series), enrols(series)
    day = first.bookings.order_by("meeting__begins_at")[1]

    cancel_booking(booking_id=day.pk, now=now())
    tend_lines(now=now())
    grow_series(series_id=series.pk, now=now())

    first.refresh_from_db()
    second.refresh_from_db()
    assert [first.state, second.state] == ["enrolled", "waiting"]
    assert places(first)[:3] == ["booked", "cancelled", "booked"]


def test_single_places_are_not_given_at_meetings_of_such_a_series() -> None:
    meeting = meetings_of(make_mentoring())[0]

    with pytest.raises(NotAllowedError):
        book_as_person(
            meeting_id=meeting.pk,
            wish=Wish(),
            actor=make_user(),
            language="en",
            now=now(),
        )


def test_nobody_enrols_for_a_series_that_gives_single_places_or_is_a_draft() -> None:
    for series in (
        make_mentoring(enrols_whole=False),
        make_mentoring(published_at=None),
    ):
        with pytest.raises(NotAllowedError):
            enrols(series)


def test_nobody_enrols_for_what_stopped_or_is_over() -> None:
    stopped = make_mentoring(stops_on=now().date() + timedelta(days=30))
    over = make_mentoring(first_at=now() - timedelta(days=60))
    for series in (stopped, over):
        with pytest.raises(MeetingOverError):
            enrols(series)


def test_without_an_account_the_link_must_be_pressed_within_a_day() -> None:
    series = make_mentoring()

    asked = by_mail(series)

    assert (asked.state, places(asked)) == (EnrolmentState.ASKED, [])
    with pytest.raises(NoPlaceError):
        confirm_enrolment(enrolment_id=asked.pk, now=now() + timedelta(hours=25))
    assert confirm_enrolment(enrolment_id=asked.pk, now=now()).state == "enrolled"
    assert places(asked) == ["booked"] * 3
    assert read_wish(asked.sealed).needs == "A seat in front"


def test_an_address_that_asks_again_gets_its_letter_three_times_and_no_more() -> None:
    series = make_mentoring()

    rows = {by_mail(series).pk for _ in range(5)}

    assert len(rows) == 1
    assert letters() == ["meetings.send_enrolment_letter"] * 3


def test_who_asked_by_mail_and_signs_in_is_one_enrolment() -> None:
    series, person = make_mentoring(), make_user()
    by_mail(series, person.email)

    enrols(series, actor=person)

    assert states(series) == ["enrolled"]


def test_a_meeting_written_later_has_a_place_for_everybody_enrolled() -> None:
    boss = make_organizer()
    series = make_series(
        by=boss, rule="FREQ=WEEKLY", enrols_whole=True, venue_id=make_venue().pk
    )
    publish_series(series_id=series.pk, actor=boss, now=now())
    enrolment = enrols(series)
    before = len(places(enrolment))

    added = grow_series(series_id=series.pk, now=now() + timedelta(weeks=2))

    assert added == 2
    assert len(places(enrolment)) == before + 2


def test_a_draft_of_the_series_has_places_once_it_is_published() -> None:
    boss = make_organizer()
    series = make_mentoring(neighborhood=None, organizer=boss)
    draft = add_meeting(
        series,
        now() + timedelta(days=50),
        organizer=boss,
        state=MeetingState.DRAFT,
    )
    enrolment = enrols(series)
    assert len(places(enrolment)) == 3

    publish_meeting(meeting_id=draft.pk, actor=boss, now=now())

    assert len(places(enrolment)) == 4


def test_a_cancelled_meeting_leaves_the_rest_of_the_series_alone() -> None:
    boss = make_organizer()
    series = make_mentoring(organizer=boss)
    enrolment = enrols(series)
    meeting = meetings_of(series)[0]

    cancel_meeting(meeting_id=meeting.pk, reason="Flooded", actor=boss, now=now())

    assert places(enrolment) == ["booked"] * 3
    assert states(series) == ["enrolled"]


def weekly(boss: Any) -> Series:
    series = make_series(
        by=boss,
        rule="FREQ=WEEKLY;COUNT=4",
        enrols_whole=True,
        venue_id=make_venue().pk,
    )
    return publish_series(series_id=series.pk, actor=boss, now=now())


def said(series: Series, **how: Any) -> Any:
    """What the series says already, but for what is given."""
    plain = {
        "rule": series.rule,
        "venue_id": series.venue_id,
        "enrols_whole": series.enrols_whole,
    }
    return series_details(**(plain | how))


def test_a_change_of_the_series_asks_before_those_enrolled_are_moved() -> None:
    boss = make_organizer()
    series = weekly(boss)
    enrols(series)
    before = [one.begins_at for one in meetings_of(series)]
    later = said(series, minutes=60)

    with pytest.raises(PeopleComeError):
        change_series(
            series_id=series.pk, change=Change(details=later), actor=boss, now=now()
        )

    assert [one.begins_at for one in meetings_of(series)] == before


def test_this_and_following_takes_those_enrolled_and_waiting_along() -> None:
    boss = make_organizer()
    series = weekly(boss)
    change_series_seats(
        series_id=series.pk,
        capacity=1,
        reserved_seats=0,
        asks_guardian=False,
        actor=boss,
        now=now(),
    )
    first, second = enrols(series), enrols(series)
    third = meetings_of(series)[2].series_on
    renamed = said(series, title="Other words")

    following = change_series(
        series_id=series.pk,
        change=Change(details=renamed, from_day=third, people=People.LEAVE),
        actor=boss,
        now=now(),
    )

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.series, second.series) == (following, following)
    assert (following.capacity, following.enrols_whole) == (1, True)
    assert places(first) == ["booked"] * 4
    end_enrolment(enrolment_id=first.pk, now=now())
    assert places(first) == ["cancelled"] * 4


def test_how_people_come_changes_only_while_nobody_comes() -> None:
    boss = make_organizer()
    series = weekly(boss)
    single = said(series, enrols_whole=False)

    def change() -> Series:
        return change_series(
            series_id=series.pk, change=Change(details=single), actor=boss, now=now()
        )

    asked = by_mail(series)
    with pytest.raises(EnrolledError):
        change()
    asked.delete()
    assert change().enrols_whole is False
    make_booking(meetings_of(series)[0])
    whole = said(series, enrols_whole=True)
    with pytest.raises(EnrolledError):
        change_series(
            series_id=series.pk, change=Change(details=whole), actor=boss, now=now()
        )


def test_a_series_that_begins_to_enrol_fits_its_smallest_meeting() -> None:
    boss = make_organizer()
    series = make_series(by=boss, rule="FREQ=WEEKLY;COUNT=3")
    one, two, _three = meetings_of(series)
    Meeting.objects.filter(pk=one.pk).update(capacity=9)
    Meeting.objects.filter(pk=two.pk).update(capacity=6, reserved_seats=1)
    whole = said(series, enrols_whole=True)

    changed = change_series(
        series_id=series.pk, change=Change(details=whole), actor=boss, now=now()
    )

    assert (changed.capacity, changed.reserved_seats) == (6, 1)
    assert [each.capacity for each in meetings_of(series)] == [6, 6, 6]


def seats(series: Series, boss: Any, capacity: int | None, **how: Any) -> Series:
    values: dict[str, Any] = {"reserved_seats": 0, "asks_guardian": False} | how
    return change_series_seats(
        series_id=series.pk, capacity=capacity, actor=boss, now=now(), **values
    )


def test_more_places_call_those_who_wait_and_taken_ones_stay_taken() -> None:
    boss = make_organizer()
    series = make_mentoring(capacity=1, organizer=boss)
    enrols(series)
    enrols(series)

    seats(series, boss, 2)

    assert states(series) == ["enrolled", "offered"]
    assert [each.capacity for each in meetings_of(series)] == [2, 2, 2]
    with pytest.raises(SeatsTakenError):
        seats(series, boss, 1)
    with pytest.raises(SeatsTakenError):
        seats(series, boss, 2, reserved_seats=1)


def test_only_who_looks_after_the_series_says_how_many_enrol() -> None:
    with pytest.raises(NotAllowedError):
        seats(make_mentoring(), make_user(), 5)
    boss = make_organizer()
    with pytest.raises(NotAllowedError):
        seats(make_mentoring(organizer=boss, enrols_whole=False), boss, 5)


def test_how_many_fit_is_not_said_at_one_meeting_of_such_a_series() -> None:
    boss = make_organizer()
    meeting = meetings_of(make_mentoring(organizer=boss))[0]

    with pytest.raises(SeatsTakenError):
        change_capacity(
            meeting_id=meeting.pk,
            capacity=50,
            reserved_seats=0,
            actor=boss,
            now=now(),
        )


def test_under_18_nobody_is_enrolled_before_a_guardian_agrees() -> None:
    series = make_mentoring(capacity=1, asks_guardian=True)

    enrolment = enrols(series, guardian=PARENT)

    assert (enrolment.state, places(enrolment)) == ("guardian", [])
    assert read_guardian(enrolment.guardian_sealed) == PARENT
    assert b"pat@example.net" not in bytes(enrolment.guardian_sealed)
    assert enrols(series, guardian=PARENT).state == "waiting"
    assert letters() == [
        "meetings.send_enrolment_letter",
        "meetings.ask_guardian",
        "meetings.send_enrolment_letter",
    ]


def test_when_a_guardian_agrees_the_places_are_taken_and_the_address_goes() -> None:
    enrolment = enrols(make_mentoring(asks_guardian=True), guardian=PARENT)

    agreed = agree_as_guardian(enrolment_id=enrolment.pk, now=now())

    assert (agreed.state, places(agreed)) == ("enrolled", ["booked"] * 3)
    assert read_guardian(agreed.guardian_sealed) == Guardian()


def test_a_guardian_who_says_nothing_or_no_frees_the_place() -> None:
    series = make_mentoring(capacity=1, asks_guardian=True)
    silent = enrols(series, guardian=PARENT)
    waits = enrols(series, guardian=PARENT)

    late = now() + timedelta(hours=25)
    tend_lines(now=late)
    with pytest.raises(NoPlaceError):
        agree_as_guardian(enrolment_id=silent.pk, now=late)
    take_enrolment(enrolment_id=waits.pk, now=late)
    assert states(series) == ["lost", "guardian"]

    refuse_as_guardian(enrolment_id=waits.pk, now=late)

    assert states(series) == ["lost", "ended"]
    with pytest.raises(NoPlaceError):
        refuse_as_guardian(enrolment_id=waits.pk, now=late)


def test_a_guardian_is_named_in_full_and_nobody_of_age_names_one() -> None:
    series = make_mentoring(asks_guardian=True)
    with pytest.raises(BookingIncompleteError):
        enrols(series, guardian=Guardian("Pat", ""))

    assert enrols(series, guardian=None).state == "enrolled"


def test_letters_are_stopped_for_all_meetings_with_one_press() -> None:
    enrolment = enrols(make_mentoring())

    choose_series_letters(enrolment_id=enrolment.pk, wants=False)

    wants = enrolment.bookings.values_list("wants_letters", flat=True)
    assert list(wants) == [False] * 3


def test_a_meeting_under_way_is_not_part_of_a_new_enrolment() -> None:
    begun: datetime = now() - timedelta(minutes=10)
    series = make_mentoring(first_at=begun)

    enrolment = enrols(series)

    assert len(places(enrolment)) == 2


def test_ordinary_meetings_go_on_giving_single_places() -> None:
    meeting = make_meeting(capacity=1)
    booked = book_as_person(
        meeting_id=meeting.pk, wish=Wish(), actor=make_user(), language="en", now=now()
    )
    assert (booked.state, booked.enrolment) == ("booked", None)
    assert make_enrolment().bookings.count() == 0
