"""The list of those who come, as its organizers read it; addresses are not in it."""

from __future__ import annotations

from dataclasses import dataclass

from engagement.common.ids import show_reference
from meetings.models import Booking, BookingQuestion, Meeting
from meetings.queries.bookings import attendees_of
from meetings.wishes import Said, read_wish


@dataclass(frozen=True)
class Attendee:
    """One party: where it stands, and what it said."""

    booking: Booking
    said: Said
    code: str
    answers: tuple[tuple[str, str], ...]


def attendees(meeting: Meeting) -> list[Attendee]:
    """Read the whole list, in its order."""
    asked = list(meeting.booking_questions.order_by("position"))
    return [
        _read(one, [(_key(q, one), q.text) for q in asked])
        for one in attendees_of(meeting)
    ]


def _key(question: BookingQuestion, booking: Booking) -> str:
    """Who enrolled for a whole series answered the words, not a number of this meeting."""
    return str(question.pk) if booking.enrolment_id is None else question.text


def _read(booking: Booking, asked: list[tuple[str, str]]) -> Attendee:
    said = read_wish(booking.sealed)
    answers = tuple((text, said.answers.get(key, "")) for key, text in asked)
    return Attendee(booking, said, show_reference(booking.code), answers)
