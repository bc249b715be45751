"""Who may open which address of meetings (access.py says how to read a row)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.architecture.rows import (
    HIDDEN,
    OK,
    ON,
    SIGN_IN,
    Row,
    everyone,
    hidden,
    signed_in,
)
from tests.architecture.world import World


def a_meeting(world: World) -> Sequence[object]:
    return [world.meeting.pk]


def a_meeting_page(world: World) -> Sequence[object]:
    return [world.meeting.pk, world.meeting.slug]


def a_booking_link(world: World) -> Sequence[object]:
    return [world.booking_link]


def a_feed_link(world: World) -> Sequence[object]:
    return [world.feed_link]


def its_place(world: World) -> Sequence[object]:
    return [world.place.slug]


def callers(answer: str = OK, **how: Any) -> Row:
    """Organizers and officers of any place may call a meeting there."""
    return Row(SIGN_IN, HIDDEN, HIDDEN, answer, answer, HIDDEN, elsewhere=OK, **how)


def officers_of_the_place(answer: str = OK, **how: Any) -> Row:
    """The meeting is nobody's here: officers of its place alone may change it."""
    how = {"args": a_meeting} | how
    return Row(SIGN_IN, HIDDEN, HIDDEN, HIDDEN, answer, HIDDEN, **how)


MEETING_ROWS: dict[str, Row] = {
    # address                   visitor  resident  captain  organizer  officer  admin
    # -- meetings, public -------------------------------------------------------------
    "meetings:meetings": everyone(),
    "meetings:meeting": everyone(args=a_meeting_page),
    # -- meetings, organizers ---------------------------------------------------------
    "meetings:organize": callers(),
    "meetings:meeting_new": callers(),
    "meetings:meeting_desk": officers_of_the_place(),
    "meetings:meeting_edit": officers_of_the_place(),
    "meetings:meeting_move": officers_of_the_place(),
    "meetings:meeting_cancel": officers_of_the_place(),
    "meetings:meeting_publish": officers_of_the_place(ON, method="post"),
    # -- coming ----------------------------------------------------------------------
    "meetings:come": everyone(args=a_meeting),
    "meetings:come_sent": everyone(args=a_meeting),
    "meetings:coming": everyone(args=a_booking_link),
    "meetings:mine": signed_in(),
    "meetings:calendar_feed": signed_in(method="post"),
    "meetings:town_ics": everyone(),
    "meetings:place_ics": everyone(args=its_place),
    "meetings:meeting_ics": everyone(args=a_meeting),
    "meetings:coming_ics": everyone(args=a_booking_link),
    "meetings:feed_ics": everyone(args=a_feed_link),
    # -- who comes -------------------------------------------------------------------
    "meetings:seats": officers_of_the_place(),
    "meetings:questions": officers_of_the_place(),
    "meetings:message": officers_of_the_place(),
    "meetings:attendees": hidden(args=a_meeting),
    "meetings:attendees_csv": hidden(args=a_meeting),
    "meetings:sign_in_sheet": hidden(args=a_meeting),
    "meetings:door": hidden(args=a_meeting),
}
