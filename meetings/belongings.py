"""Meetings somebody called or looks after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.db.models import Q, QuerySet

from engagement.common.persons import Person, Row, Tables, plain_value, rows_of
from meetings.models import Booking, CalendarFeed, Meeting, Notice, Organizer
from meetings.services.leaving import leave_attendees, leave_unconfirmed
from meetings.wishes import address_marks, read_wish

LEAVES: Final[dict[str, Callable[..., int]]] = {
    "attendees": leave_attendees,
    "bookings": leave_unconfirmed,
}


def export_person(person: Person) -> Tables:
    """List the meetings they called and those they looked after."""
    called = Meeting.objects.filter(made_by=person.pk)
    mine = Organizer.objects.filter(Q(person=person.pk) | Q(added_by=person.pk))
    about = {"meeting": "meeting__title", "added_at": "added_at"}
    return {
        "meetings.meeting": rows_of(called, title="title", made_at="made_at"),
        "meetings.organizer": rows_of(mine, **about, ended_at="ended_at"),
        **_export_coming(person),
    }


def erase_person(person: Person) -> None:
    """Leave the meetings, which are the town's, and take the name off them."""
    Meeting.objects.filter(made_by=person.pk).update(made_by=None)
    Organizer.objects.filter(added_by=person.pk).update(added_by=None)
    Organizer.objects.filter(person=person.pk).delete()
    _erase_coming(person)


# -- those who come --------------------------------------------------------------------
def _bookings_of(person: Person) -> QuerySet[Booking]:
    """With their account, or by letters to its address."""
    by_letter = Q(person=None, address_mark__in=address_marks(person.email))
    theirs = Booking.objects.filter(Q(person=person.pk) | by_letter)
    return theirs.select_related("meeting").order_by("pk")


def _export_coming(person: Person) -> Tables:
    feed = CalendarFeed.objects.filter(person=person.pk)
    wrote = Notice.objects.filter(author=person.pk)
    return {
        "meetings.booking": [_row_of(booking) for booking in _bookings_of(person)],
        "meetings.calendarfeed": rows_of(feed, made_at="made_at"),
        "meetings.notice": rows_of(
            wrote, meeting="meeting__title", text="text", sent_at="at"
        ),
    }


def _row_of(booking: Booking) -> Row:
    said = read_wish(booking.sealed)
    columns: dict[str, Any] = {
        "meeting": booking.meeting.title,
        "state": booking.state,
        "party_size": booking.party_size,
        "name": said.name,
        "needs": said.needs,
        "answers": "; ".join(said.answers.values()),
        "asked_at": booking.asked_at,
        "came_at": booking.came_at,
    }
    return {word: plain_value(value) for word, value in columns.items()}


def _erase_coming(person: Person) -> None:
    """Give their places back; within a minute the clock asks who is next in line."""
    _bookings_of(person).delete()
    CalendarFeed.objects.filter(person=person.pk).delete()
    Notice.objects.filter(author=person.pk).update(author=None)
