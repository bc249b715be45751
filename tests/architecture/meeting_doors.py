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


MEETING_DOORS: Final[dict[str, tuple[Door, ...]]] = {
    "meeting.view_published": (
        page("meetings:meetings"),
        page("meetings:meeting", its_page),
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
    ),
}

# Addresses of meetings that are no action of the matrix, each with its reason.
BESIDE_MEETINGS: Final[dict[str, str]] = {
    "meetings:series": "as a meeting: tests/meetings/test_series_pages",
    "meetings:dates": "anybody may say which date suits",
    "meetings:asked": "a link in a letter: tests/meetings/test_inviting",
    "meetings:venue": "one list for the town: tests/meetings/test_venues",
    "meetings:room_use": "one list for the town: tests/meetings/test_venues",
}
