"""At the door: by code, later and twice; who is not an organizer of it sees nobody."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.common.ids import show_reference
from engagement.people.models import User
from meetings.errors import BookingIncompleteError, MeetingOverError
from meetings.models import Booking, Meeting
from meetings.queries.bookings import people_who_came
from meetings.services.door import Entered, check_in, count_walk_ins, undo_check_in
from meetings.services.leaving import leave_attendees
from meetings.wishes import Wish
from tests.factories.bookings import make_booking, make_waiting
from tests.factories.meetings import make_meeting, make_meeting_organizer
from tests.factories.people import make_admin, make_officer, make_user
from tests.harness.sessions import just_signed_in

pytestmark = pytest.mark.django_db


def tonight(**fields: Any) -> tuple[Meeting, User]:
    meeting = make_meeting(begins_at=now() - timedelta(minutes=5), **fields)
    organizer = make_user()
    make_meeting_organizer(meeting, organizer)
    return meeting, organizer


def enter(meeting: Meeting, by: User, *codes: str, **how: Any) -> Entered:
    return check_in(meeting_id=meeting.pk, codes=codes, actor=by, now=now(), **how)


def test_codes_typed_in_any_way_let_in_once() -> None:
    meeting, organizer = tonight()
    one, two = make_booking(meeting), make_booking(meeting, party_size=3)
    other = make_booking()
    typed = [show_reference(one.code).lower(), two.code, other.code, "nonsense"]

    first = enter(meeting, organizer, *typed)
    second = enter(meeting, organizer, typed[0])

    assert first == Entered(came=tuple(typed[:2]), unknown=tuple(typed[2:]))
    assert second == Entered(before=(typed[0],))
    assert people_who_came(meeting) == 4
    assert [e.action for e in Entry.objects.all()] == ["meeting.check_in"]


def test_a_sheet_is_typed_in_later_with_its_time() -> None:
    meeting, organizer = tonight()
    booking = make_booking(meeting)
    came_at = now() - timedelta(hours=1)

    enter(meeting, organizer, booking.code, came_at=came_at)

    booking.refresh_from_db()
    assert booking.came_at == came_at
    for wrong in (now() + timedelta(hours=1), now() - timedelta(days=2)):
        with pytest.raises(BookingIncompleteError):
            enter(meeting, organizer, booking.code, came_at=wrong)


def test_who_waits_comes_in_only_where_a_seat_is_free() -> None:
    meeting, organizer = tonight(capacity=2)
    make_booking(meeting)
    one, two = make_waiting(meeting), make_waiting(meeting)

    entered = enter(meeting, organizer, one.code, two.code)

    assert entered == Entered(came=(one.code,), full=(two.code,))


def test_a_check_in_is_taken_back_and_walk_ins_are_counted_once() -> None:
    meeting, organizer = tonight()
    booking = make_booking(meeting)
    enter(meeting, organizer, booking.code)
    undo_check_in(
        meeting_id=meeting.pk, booking_id=booking.pk, actor=organizer, now=now()
    )
    for people in (4, 9):
        count_walk_ins(meeting_id=meeting.pk, people=people, actor=organizer, now=now())

    meeting.refresh_from_db()
    assert people_who_came(meeting) == 9
    with pytest.raises(BookingIncompleteError):
        count_walk_ins(meeting_id=meeting.pk, people=-1, actor=organizer, now=now())


def test_the_door_opens_on_the_day() -> None:
    meeting = make_meeting()
    organizer = make_user()
    make_meeting_organizer(meeting, organizer)

    with pytest.raises(MeetingOverError):
        enter(meeting, organizer, make_booking(meeting).code)


def test_officers_and_administrators_stand_at_no_door() -> None:
    meeting, _organizer = tonight()
    booking = make_booking(meeting)
    for actor in (make_officer(of=meeting.neighborhood), make_admin(), make_user()):
        with pytest.raises(NotAllowedError):
            enter(meeting, actor, booking.code)

    booking.refresh_from_db()
    assert booking.came_at is None


# -- pages -----------------------------------------------------------------------------
def test_opening_the_code_of_a_ticket_changes_nothing_and_pressing_does() -> None:
    meeting, organizer = tonight()
    booking = make_booking(meeting)
    client, code = just_signed_in(organizer), show_reference(booking.code)
    url = reverse("meetings:door", args=[meeting.pk])

    page = client.get(url, {"code": code})

    assert code in page.content.decode()
    assert not Booking.objects.filter(came_at__isnull=False).exists()
    client.post(url, {"act": "codes", "codes": f"{code}\n{code}, X"})
    assert Booking.objects.filter(came_at__isnull=False).count() == 1


def test_a_name_is_found_and_others_are_not_shown() -> None:
    meeting, organizer = tonight()
    make_booking(meeting, wish=Wish(name="Wilhelmina"))
    make_booking(meeting, wish=Wish(name="Bo"))

    page = just_signed_in(organizer).get(
        reverse("meetings:door", args=[meeting.pk]), {"q": "helm"}
    )

    assert "Wilhelmina" in page.content.decode()
    assert [row.said.name for row in page.context["rows"]] == ["Wilhelmina"]


def test_the_list_to_take_along_holds_no_address_and_no_formula() -> None:
    meeting, organizer = tonight()
    booking = make_booking(
        meeting, address="ann@example.net", wish=Wish(name="=1+1", needs="Ramp")
    )

    answer = just_signed_in(organizer).get(
        reverse("meetings:attendees_csv", args=[meeting.pk])
    )

    text = answer.content.decode("utf-8-sig")
    assert "ann@example.net" not in text
    code = show_reference(booking.code)
    assert list(csv.reader(StringIO(text)))[1] == [
        code,
        "'=1+1",
        "1",
        "booked",
        "",
        "Ramp",
    ]
    assert [e.action for e in Entry.objects.all()] == ["meeting.export_attendees"]


@pytest.mark.parametrize("name", ["attendees", "door", "sign_in_sheet"])
def test_lists_take_the_same_number_of_queries_for_one_and_three(name: str) -> None:
    counts = []
    for people in (1, 3):
        meeting, organizer = tonight()
        for _ in range(people):
            make_booking(meeting, person=make_user())
        client = just_signed_in(organizer)
        url = reverse(f"meetings:{name}", args=[meeting.pk])
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_after_a_month_the_list_has_gone_and_the_counts_stay() -> None:
    meeting, organizer = tonight()
    booking = make_booking(meeting, party_size=3)
    make_booking(meeting)
    enter(meeting, organizer, booking.code)
    count_walk_ins(meeting_id=meeting.pk, people=2, actor=organizer, now=now())

    leave_attendees(now=now() + timedelta(days=31))

    meeting.refresh_from_db()
    assert not Booking.objects.exists()
    assert (meeting.booked_kept, meeting.came_kept) == (4, 5)
    assert people_who_came(meeting) == 5
