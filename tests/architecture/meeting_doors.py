"""The doors of meetings (doors.py says what a door is)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django.utils.timezone import now

from tests.architecture.knocking import Door, MatrixWorld, form, page
from tests.factories.meetings import make_meeting_organizer

OFFICER: Final = frozenset({"officer"})


def in_three_weeks(hours: int = 0) -> str:
    return f"{now() + timedelta(days=21, hours=hours):%Y-%m-%dT%H:%M}"


def the_meeting(world: MatrixWorld) -> Sequence[object]:
    return [world.meeting.pk]


def its_page(world: MatrixWorld) -> Sequence[object]:
    return [world.meeting.pk, world.meeting.slug]


def organizes_it(world: MatrixWorld, user: Any) -> None:
    """The meeting is the person's own, while the role in its place lasts."""
    if user is not None:
        make_meeting_organizer(world.meeting, user, is_by_role=True)


def said_of_it(world: MatrixWorld) -> Mapping[str, Any]:
    """A whole form: a meeting in a house, in three weeks."""
    venue = world.meeting.venue
    assert venue is not None
    return {
        "neighborhood": world.place.pk,
        "kind": "coffee",
        "title": "Coffee on the green",
        "begins_at": in_three_weeks(),
        "ends_at": in_three_weeks(hours=2),
        "form": "in_person",
        "where": f"venue-{venue.pk}",
    }


def a_series_said(world: MatrixWorld) -> Mapping[str, Any]:
    return {**said_of_it(world), "repeats": "weeks", "count": 2}


def moved(world: MatrixWorld) -> Mapping[str, Any]:
    return {**said_of_it(world), "reason": "The hall is being painted"}


def the_held_one(world: MatrixWorld) -> Sequence[object]:
    return [world.held_meeting.pk]


def organizes_the_held_one(world: MatrixWorld, user: Any) -> None:
    if user is not None:
        make_meeting_organizer(world.held_meeting, user, is_by_role=True)


def the_minutes(_world: MatrixWorld) -> Mapping[str, Any]:
    return {"version": 1, "language": "en", "general": "Many came."}


def the_told_one(world: MatrixWorld) -> Sequence[object]:
    return [world.told_meeting.pk, world.told_meeting.slug]


def room_page(world: MatrixWorld) -> Sequence[object]:
    _ = world.room
    return its_page(world)


QUESTION_DOORS: Final[tuple[Door, ...]] = (
    form(
        "meetings:live",
        room_page,
        lambda _world: {"text": "When is the lamp mended?"},
        denied_anon="302",
        also=("meetings:live_fragment",),
    ),
    form(
        "meetings:live_support",
        room_page,
        lambda world: {"support": world.room_question.pk},
        denied_anon="302",
    ),
    form(
        "meetings:live_poll",
        lambda world: [*room_page(world), world.room_poll.pk],
        lambda _world: {"choice": 1},
        denied_anon="302",
    ),
)

MEETING_DOORS: Final[dict[str, tuple[Door, ...]]] = {
    "meeting.view_published": (
        page("meetings:meetings"),
        page("meetings:meeting", its_page),
        page("meetings:agenda_sheet", its_page),
        page("meetings:minutes", the_told_one),
    ),
    "meeting.create": (
        form("meetings:meeting_new", data=said_of_it, denied="404", is_list=True),
        page("meetings:organize", is_list=True, denied="404"),
        form("meetings:series_new", data=a_series_said, denied="404", is_list=True),
        page("meetings:series_list", is_list=True, denied="404"),
    ),
    "meeting.add_co_organizer": (
        form(
            "meetings:meeting_organizers",
            the_meeting,
            lambda _world: {"act": "letter", "address": "ann@example.org"},
            own=organizes_it,
            also=("meetings:organizer_end", "meetings:letter_withdraw"),
        ),
    ),
    "meeting.edit_reschedule_cancel": (
        page("meetings:meeting_desk", the_meeting, own=organizes_it),
        form("meetings:meeting_move", the_meeting, moved, own=organizes_it),
        form(
            "meetings:meeting_cancel",
            the_meeting,
            lambda _world: {"reason": "The hall is closed"},
            own=organizes_it,
            also=(
                "meetings:meeting_edit",
                "meetings:meeting_publish",
                "meetings:meeting_copy",
                "meetings:meeting_people",
                "meetings:meeting_dates",
                "meetings:date_choose",
            ),
        ),
        page(
            "meetings:agenda",
            the_meeting,
            own=organizes_it,
            also=(
                "meetings:agenda_item",
                "meetings:agenda_step",
                "meetings:proposal",
                "meetings:blank_sheet",
                "front:prepare",
            ),
        ),
    ),
    "meeting.publish_minutes": (
        form(
            "meetings:minutes_edit",
            the_held_one,
            the_minutes,
            own=organizes_the_held_one,
            also=("meetings:meeting_promise",),
        ),
        form("meetings:minutes_publish", the_held_one, own=organizes_the_held_one),
    ),
    "question.ask_and_vote": QUESTION_DOORS,
}

_CHAIR = "the chair’s own work, in no row: its organizers alone (decision 0058)"

# Addresses of meetings that are no action of the matrix, each with its reason.
BESIDE_MEETINGS: Final[dict[str, str]] = {
    "meetings:series": "as a meeting: tests/meetings/test_series_pages",
    "meetings:dates": "anybody may say which date suits",
    "meetings:asked": "a link in a letter: tests/meetings/test_inviting",
    "meetings:venue": "one list for the town: tests/meetings/test_venues",
    "meetings:room_use": "one list for the town: tests/meetings/test_venues",
    "meetings:propose": "anybody may propose: tests/meetings/test_agenda",
    "front:promises": "public",
    "meetings:join": "comes into a room by its code: shows nothing",
    "meetings:room": _CHAIR,
    "meetings:screen": _CHAIR,
    "meetings:question_": _CHAIR,
    "meetings:poll_": _CHAIR,
}
