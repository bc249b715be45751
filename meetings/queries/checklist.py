"""What is still missing before a meeting is published."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from meetings.choices import MeetingKind
from meetings.models import Meeting, Venue
from meetings.queries.helping import has_child_care, has_interpreters

# to a coffee chat or a gym night people come without one
WITH_AGENDA = (MeetingKind.TOWN_HALL, MeetingKind.WORKSHOP, MeetingKind.PATROL)


class Need(StrEnum):
    """What a call should say; the order is the order of the list."""

    PLACE = "place"
    LINK = "link"
    SUMMARY = "summary"
    LANGUAGES = "languages"
    ACCESS = "access"
    ROOM = "room"
    HOSTS = "hosts"
    AGENDA = "agenda"
    INTERPRETER = "interpreter"
    CHILD_CARE = "child_care"


@dataclass(frozen=True)
class Item:
    """One line of the list; what `blocks` is asked for again when it is published."""

    need: Need
    is_there: bool
    blocks: bool = False


def checklist_of(meeting: Meeting) -> list[Item]:
    """Say of each need whether it is met; what does not apply is left out."""
    items: list[Item] = []
    if meeting.is_in_a_room:
        items.append(Item(Need.PLACE, meeting.venue_id is not None, blocks=True))
    if meeting.is_online:
        items.append(Item(Need.LINK, bool(meeting.online_link), blocks=True))
    items += [
        Item(Need.SUMMARY, bool(meeting.summary)),
        Item(Need.LANGUAGES, bool(meeting.languages)),
    ]
    if meeting.is_in_a_room and meeting.venue is not None:
        items.append(Item(Need.ACCESS, _says_how_to_get_in(meeting.venue)))
        is_known = meeting.room_id is not None or meeting.capacity is not None
        items.append(Item(Need.ROOM, is_known))
    items.append(Item(Need.HOSTS, meeting.hosts.exists()))
    if meeting.kind in WITH_AGENDA:
        items.append(Item(Need.AGENDA, meeting.agenda.exists()))
    return items + _promised(meeting)


def _promised(meeting: Meeting) -> list[Item]:
    """What the page says there is has to be done by somebody."""
    items: list[Item] = []
    if meeting.interpreters:
        items.append(Item(Need.INTERPRETER, has_interpreters(meeting)))
    if meeting.has_child_care:
        items.append(Item(Need.CHILD_CARE, has_child_care(meeting)))
    return items


def _says_how_to_get_in(venue: Venue) -> bool:
    facts = (venue.is_step_free, venue.has_hearing_loop, venue.has_accessible_toilet)
    return any(facts) or bool(venue.transit and venue.access_note)
