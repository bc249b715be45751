"""Coming to a meeting, and standing at its door, as a browser sees it."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.timezone import now

from engagement.people.models import User
from meetings.choices import BookingState, QuestionKind
from meetings.models import Meeting
from meetings.services.calling import stop_token
from meetings.services.letters import token_of
from meetings.services.looking import open_list
from meetings.wishes import Wish
from tests.browser.visits import PageCase, Visit
from tests.factories.bookings import make_booking, make_waiting
from tests.factories.meetings import make_meeting, make_meeting_organizer
from tests.factories.people import make_admin, make_user
from tests.factories.places import make_town

NEEDS = Wish(name="Zoë Núñez-O’Brien", needs="A seat near the front", party_size=3)


def _meeting(**fields: object) -> tuple[Meeting, User]:
    make_town()
    meeting = make_meeting(capacity=3, **fields)  # type: ignore[arg-type]  # a time
    organizer = make_user()
    make_meeting_organizer(meeting, organizer)
    return meeting, organizer


def _come() -> Visit:
    meeting, _organizer = _meeting()
    meeting.booking_questions.create(
        position=1,
        kind=QuestionKind.CHOICE,
        text="How do you come?",
        options=["Bus", "On foot"],
    )
    return Visit(reverse("meetings:come", args=[meeting.pk]))


def _coming(state: BookingState, **fields: object) -> Visit:
    meeting, _organizer = _meeting()
    booking = make_booking(meeting, state=state, wish=NEEDS, **fields)  # type: ignore[arg-type]  # columns
    return Visit(reverse("meetings:coming", args=[token_of(booking)]))


def _offered() -> Visit:
    return _coming(BookingState.OFFERED, offered_until=now() + timedelta(hours=20))


def _mine() -> Visit:
    meeting, _organizer = _meeting()
    person = make_user()
    make_booking(meeting, person=person)
    return Visit(reverse("meetings:mine"), user=person)


def _at_the_desk(name: str) -> Visit:
    meeting, organizer = _meeting(begins_at=now() + timedelta(minutes=5))
    make_booking(meeting, wish=NEEDS, came_at=now())
    make_booking(meeting)
    make_waiting(meeting)
    return Visit(reverse(f"meetings:{name}", args=[meeting.pk]), user=organizer)


def _a_list_to_open() -> Visit:
    meeting, _organizer = _meeting()
    return Visit(reverse("meetings:list_open", args=[meeting.pk]), user=make_admin())


def _stop_invitations() -> Visit:
    make_town()
    return Visit(reverse("meetings:calls_stop", args=[stop_token(make_user())]))


def _looked_at() -> Visit:
    meeting, _organizer = _meeting()
    booking = make_booking(meeting, wish=NEEDS)
    open_list(
        meeting_id=meeting.pk,
        actor=make_admin(),
        reason="A child is missing since noon",
        now=now(),
    )
    return Visit(reverse("meetings:coming", args=[token_of(booking)]))


BOOKING_PAGES: list[PageCase] = [
    PageCase("say that you come", _come),
    PageCase("a ticket", lambda: _coming(BookingState.BOOKED), requests=9),
    PageCase("a place is held", _offered),
    PageCase("my meetings", _mine),
    PageCase("who comes to a meeting", lambda: _at_the_desk("attendees")),
    PageCase("open a list of a meeting", _a_list_to_open),
    PageCase("a ticket with a look at it", _looked_at, requests=9),
    PageCase("invite neighbors", lambda: _at_the_desk("call")),
    PageCase("no more invitations", _stop_invitations),
    PageCase("at the door", lambda: _at_the_desk("door")),
    PageCase("ask those who come", lambda: _at_the_desk("questions")),
    PageCase("a sheet for the door", lambda: _at_the_desk("sign_in_sheet")),
]
