"""What is still missing before a meeting is published."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from meetings.models import Meeting, Venue


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
        items.append(Item(Need.ROOM, meeting.room_id is not None))
    items.append(Item(Need.HOSTS, meeting.hosts.exists()))
    has_agenda = is_agenda_there(meeting)
    if has_agenda is not None:
        items.append(Item(Need.AGENDA, has_agenda))
    return items


def is_agenda_there(meeting: Meeting) -> bool | None:
    """Tell whether the meeting has an agenda; None where none is needed."""
    _ = meeting
    return None


def _says_how_to_get_in(venue: Venue) -> bool:
    facts = (venue.is_step_free, venue.has_hearing_loop, venue.has_accessible_toilet)
    return any(facts) or bool(venue.transit and venue.access_note)
