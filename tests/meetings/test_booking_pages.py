"""Coming to a meeting without an account and without script, as a browser does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from meetings.models import Booking, CalendarFeed, Meeting
from meetings.services.letters import send_booking_letter, token_of
from tests.factories.bookings import make_asked, make_booking, make_waiting
from tests.factories.meetings import make_meeting
from tests.factories.people import make_user
from tests.harness.sessions import just_signed_in

pytestmark = pytest.mark.django_db
WISH = {"party_size": "2", "name": "Ann", "needs": "An interpreter"}


def asks(meeting: Meeting, client: Client, address: str = "ann@example.net") -> Any:
    url = reverse("meetings:come", args=[meeting.pk])
    return client.post(url, {**WISH, "email": address})


def letter_of(booking: Booking) -> str:
    send_booking_letter(job_id=0, booking_id=booking.pk, version=1, now=now())
    return reverse("meetings:coming", args=[token_of(booking)])


def test_the_whole_way_without_an_account() -> None:
    meeting, client = make_meeting(capacity=5), Client()

    sent = asks(meeting, client)
    link = letter_of(Booking.objects.get())

    assert sent.url == reverse("meetings:come_sent", args=[meeting.pk])
    client.get(link)
    assert Booking.objects.get().state == "asked"  # opening the link does nothing
    client.post(link, {"act": "confirm"})
    booking = Booking.objects.get()
    assert booking.state == "booked"
    assert "ui-qr" in client.get(link).content.decode()
    client.post(link, {"act": "stop"})
    client.post(link, {"act": "cancel"})
    booking.refresh_from_db()
    assert (booking.state, booking.wants_letters) == ("cancelled", False)


def test_known_and_unknown_addresses_are_answered_alike() -> None:
    meeting = make_meeting()
    make_booking(meeting, address="known@example.net")
    make_booking(meeting, person=make_user("account@example.net"))
    known, account, unknown = (
        asks(meeting, Client(), f"{name}@example.net")
        for name in ("known", "account", "unknown")
    )

    assert {(a.status_code, a.url) for a in (known, account, unknown)} == {
        (302, reverse("meetings:come_sent", args=[meeting.pk]))
    }
    assert Booking.objects.count() == 3


def test_with_an_account_the_place_is_shown_at_once() -> None:
    meeting, person = make_meeting(), make_user()
    client = just_signed_in(person)

    url = reverse("meetings:come", args=[meeting.pk])
    answer: Any = client.post(url, WISH)

    booking = Booking.objects.get()
    assert (booking.person, booking.state) == (person, "booked")
    assert answer.url == reverse("meetings:coming", args=[token_of(booking)])
    again: Any = client.get(url)
    assert again.url == answer.url


def test_the_twenty_first_in_an_hour_is_told_to_wait() -> None:
    meeting, client = make_meeting(), Client()

    answers = [
        asks(meeting, client, f"somebody{number}@example.net").status_code
        for number in range(21)
    ]

    assert answers == [302] * 20 + [429]


def test_a_made_up_link_leads_nowhere() -> None:
    make_asked()

    for name in ("coming", "coming_ics"):
        answer = Client().get(reverse(f"meetings:{name}", args=["X" * 32]))
        assert answer.status_code == 404


def test_a_page_says_who_comes_only_in_large_numbers() -> None:
    meeting = make_meeting(capacity=40)
    for _ in range(9):
        make_booking(meeting)
    few = Client().get(meeting.get_absolute_url()).content.decode()
    for _ in range(2):
        make_booking(meeting)
    many = Client().get(meeting.get_absolute_url()).content.decode()

    assert "have a place" not in few
    assert "About 10 people have a place." in many


def test_my_meetings_show_mine_and_the_address_of_my_calendar_once() -> None:
    person = make_user()
    meeting = make_meeting(title="Coffee on the green")
    make_booking(meeting, person=person)
    make_booking(make_meeting(title="Somebody else’s"))
    client, url = just_signed_in(person), reverse("meetings:mine")

    made = client.post(reverse("meetings:calendar_feed"), {"act": "make"})
    page = client.get(url).content.decode()

    assert "/calendar/" in made.content.decode()
    assert "Coffee on the green" in page
    assert "Somebody else" not in page
    assert ".ics</code>" not in page
    client.post(reverse("meetings:calendar_feed"), {"act": "revoke"})
    assert not CalendarFeed.objects.exists()


def test_a_meeting_that_is_over_takes_nobody() -> None:
    meeting = make_meeting(begins_at=now() - timedelta(days=2))

    asks(meeting, Client())

    assert not Booking.objects.exists()
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("make", "words"),
    [(make_booking, "ui-qr"), (make_waiting, "You are on the waiting list")],
)
def test_a_cancelled_meeting_shows_no_ticket_and_promises_no_place(
    make: Callable[..., Booking], words: str
) -> None:
    meeting = make_meeting(capacity=3)
    link = reverse("meetings:coming", args=[token_of(make(meeting))])
    before = Client().get(link).content.decode()
    Meeting.objects.update(
        state="cancelled", cancelled_at=now(), cancel_reason="A storm"
    )

    after = Client().get(link).content.decode()
    page = Client().get(meeting.get_absolute_url()).content.decode()

    assert words in before
    assert words not in after
    assert "A storm" in after
    assert "Who came" not in page


SOON = "remind you two days and two hours before"


def test_only_who_has_a_place_reads_of_reminders() -> None:
    booked, waits, asked = make_booking(), make_waiting(), make_asked()

    def page(booking: Booking) -> str:
        link = reverse("meetings:coming", args=[token_of(booking)])
        return Client().get(link).content.decode()

    on = [page(booking) for booking in (booked, waits, asked)]
    Booking.objects.update(wants_letters=False)
    off = [page(booking) for booking in (booked, waits)]

    assert [SOON in text for text in on] == [True, False, False]
    assert "We remind you of it only if you have a place." in on[1]
    assert "Letters about this meeting" not in on[2]
    assert ["You get none." in text for text in off] == [True, False]
    assert "You get one when a place is free for you, and no other." in off[1]
