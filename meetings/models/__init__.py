"""Everything stored about meetings."""

from meetings.models.live import Ballot, Live, Poll, Question, Support
from meetings.models.meetings import Host, Meeting, Organizer
from meetings.models.venues import Room, Venue

__all__ = [
    "Ballot",
    "Host",
    "Live",
    "Meeting",
    "Organizer",
    "Poll",
    "Question",
    "Room",
    "Support",
    "Venue",
]
