"""The doors of meetings (doors.py says what a door is)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import now

from engagement.people.models import Follow
from meetings.models import Meeting
from tests.architecture.knocking import (
    ADMIN,
    EVERY,
    Case,
    Door,
    MatrixWorld,
    api,
    export,
    form,
    page,
)
from tests.architecture.meeting_doors_enrolment import ENROL, ENROLLED, LEAVE
from tests.architecture.meeting_world import COMES, HELPS
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


def called_by_its_captain(case: Case) -> HttpResponse:
    said = {**said_of_it(case.world), "neighborhood": f"group-{case.world.group.pk}"}
    return case.client.post(reverse("meetings:meeting_new"), said)  # type: ignore[return-value]  # the client's own kind


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


def a_wish(_world: MatrixWorld) -> Mapping[str, Any]:
    """An address too, for those without an account; the others’ form has none."""
    return {"email": "somebody@example.net", "party_size": "1"}


def do_not_come(case: Case) -> HttpResponse:
    """Whoever has the link gives the place back; others can only guess one."""
    held = case.world.booking_link
    token = held if case.is_own else "X" * len(held)
    url = reverse("meetings:coming", args=[token])
    return case.client.post(url, {"act": "cancel"})  # type: ignore[return-value]  # the client's own kind


def no_matter_who(_world: MatrixWorld, _user: Any) -> None:
    """The link alone opens it."""


def who_comes(world: MatrixWorld) -> str:
    _ = world.coming
    return COMES


def who_helps(world: MatrixWorld) -> str:
    _ = world.helper
    return HELPS


def an_offer_of_help(world: MatrixWorld) -> Sequence[object]:
    return [world.meeting.pk, world.helper.pk]


def a_steward(_world: MatrixWorld) -> Mapping[str, Any]:
    return {"sort": "steward", "number": 2, "arranged": 0}


def a_ticket(world: MatrixWorld) -> Mapping[str, Any]:
    return {"act": "codes", "codes": world.coming.code}


def somebody_follows(world: MatrixWorld) -> None:
    Follow.objects.get_or_create(user=world.newcomer, neighborhood=world.place)


def to_followers(world: MatrixWorld) -> Mapping[str, Any]:
    return {"act": "send", "places": [world.place.pk]}


def begins_now(world: MatrixWorld) -> None:
    Meeting.objects.filter(pk=world.meeting.pk).update(
        begins_at=now(), ends_at=now() + timedelta(hours=2)
    )


# an administrator opens the list by another door, and says why
A_LIST: Final[dict[str, Any]] = {
    "shows": who_comes,
    "own": organizes_it,
    "serves": EVERY - ADMIN,
}
MEETING_DOORS: Final[dict[str, tuple[Door, ...]]] = {
    "meeting.view_published": (
        page("meetings:meetings"),
        page("meetings:meeting", its_page),
        page("meetings:agenda_sheet", its_page),
        api("api:meeting-list"),
        api("api:meeting-detail", the_meeting),
        page("meetings:minutes", the_told_one),
        page(
            "meetings:meeting",
            its_page,
            also=("meetings:town_ics", "meetings:place_ics", "meetings:meeting_ics"),
        ),
    ),
    "meeting.create": (
        form(
            "meetings:meeting_new",
            data=said_of_it,
            denied="404",
            is_list=True,
            serves=EVERY - {"captain"},
        ),
        Door(
            "form",
            "meetings:meeting_new",
            called_by_its_captain,
            changes=True,
            denied="404",
            is_list=True,
            serves=frozenset({"captain"}),
        ),
        page("meetings:organize", is_list=True, denied="404"),
        form(
            "meetings:series_new",
            data=a_series_said,
            denied="404",
            is_list=True,
            serves=EVERY - {"captain"},
        ),
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
                "meetings:meeting_course",
                "meetings:meeting_people",
                "meetings:meeting_dates",
                "meetings:date_choose",
            ),
        ),
        form(
            "meetings:helpers",
            the_meeting,
            a_steward,
            own=organizes_it,
            also=("meetings:helpers_remove",),
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
                "meetings:seats",
                "meetings:questions",
            ),
        ),
    ),
    "meeting.rsvp": (
        form("meetings:come", the_meeting, a_wish, also=("meetings:come_sent",)),
        *ENROL,
    ),
    "meeting.rsvp_cancel": (
        Door(
            "form",
            "meetings:coming",
            do_not_come,
            changes=True,
            denied="404",
            denied_anon="404",
            own=no_matter_who,
            also=("meetings:coming_ics",),
            args=lambda world: [world.booking_link],
            data=lambda _world: {"act": "cancel"},
        ),
        *LEAVE,
    ),
    "meeting.view_attendee_names_access_needs": (
        *ENROLLED,
        page("meetings:attendees", the_meeting, **A_LIST),
        page("meetings:sign_in_sheet", the_meeting, **A_LIST),
        page(
            "meetings:help_answer",
            an_offer_of_help,
            shows=who_helps,
            own=organizes_it,
            serves=EVERY - ADMIN,
        ),
        form(
            "meetings:list_open",
            the_meeting,
            lambda _world: {"reason": "The hall is on fire"},
            shows=who_comes,
            serves=ADMIN,
            changes=False,  # that it was opened is written down in the record
        ),
    ),
    "meeting.view_attendee_count": (
        page("meetings:meeting", its_page),
        api("api:meeting-detail", the_meeting),
    ),
    "meeting.check_in": (
        form(
            "meetings:door",
            the_meeting,
            a_ticket,
            own=organizes_it,
            before=begins_now,
        ),
    ),
    "meeting.message_attendees": (
        form(
            "meetings:message",
            the_meeting,
            lambda _world: {"text": "Bring a chair"},
            own=organizes_it,
        ),
        form(
            "meetings:call",
            the_meeting,
            to_followers,
            own=organizes_it,
            before=somebody_follows,
        ),
    ),
    "meeting.export_attendees_no_contact": (
        export(
            "meetings:attendees_csv", the_meeting, shows=who_comes, own=organizes_it
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
    "meetings:calls_stop": "a link in a letter: tests/meetings/test_calls",
    "meetings:series": "as a meeting: tests/meetings/test_series_pages",
    "meetings:dates": "anybody may say which date suits",
    "meetings:asked": "a link in a letter: tests/meetings/test_inviting",
    "meetings:help": "anybody may offer it: tests/meetings/test_helping_pages",
    "meetings:help_sent": "says the same to every address",
    "meetings:helping": "a link in a letter: tests/meetings/test_helping_pages",
    "meetings:guardian": "a link in a letter: tests/meetings/test_enrolling_pages",
    "meetings:venue": "one list for the town: tests/meetings/test_venues",
    "meetings:room_use": "one list for the town: tests/meetings/test_venues",
    "meetings:propose": "anybody may propose: tests/meetings/test_agenda",
    "front:promises": "public",
    "meetings:slip": "anybody who was there: tests/meetings/test_slips",
    "meetings:slips": "its organizers alone, counts: tests/meetings/test_slips",
    "meetings:who_comes": "counts for those who call meetings: tests/meetings/test_who_comes",
    "meetings:join": "comes into a room by its code: shows nothing",
    "meetings:room": _CHAIR,
    "meetings:screen": _CHAIR,
    "meetings:question_": _CHAIR,
    "meetings:poll_": _CHAIR,
    "meetings:mine": "one's own places: tests/meetings/test_booking_pages",
    "meetings:calendar_feed": "one's own calendar: tests/meetings/test_booking_pages",
    "meetings:feed_ics": "a secret address: tests/meetings/test_booking_pages",
}
