"""Which meetings may be read; all lists and look-ups start here."""

from meetings.queries.visible import (
    MeetingQuerySet,
    active_organizers,
    groups_to_call_for,
    meetings_organized_by,
    meetings_visible_to,
    next_meeting_of_group,
    next_meetings,
    rooms_to_book,
    venues_known,
)

__all__ = [
    "MeetingQuerySet",
    "active_organizers",
    "groups_to_call_for",
    "meetings_organized_by",
    "meetings_visible_to",
    "next_meeting_of_group",
    "next_meetings",
    "rooms_to_book",
    "venues_known",
]
