"""Everything stored about meetings."""

from meetings.models.meetings import Host, Meeting, Organizer
from meetings.models.venues import Room, Venue

__all__ = [
    "Host",
    "Meeting",
    "Organizer",
    "Room",
    "Venue",
]
