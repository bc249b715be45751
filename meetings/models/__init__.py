"""Everything stored about meetings."""

from meetings.models.agenda import AgendaIssue, AgendaItem, Proposal
from meetings.models.meetings import Host, Meeting, Organizer
from meetings.models.minutes import (
    MeetingPromise,
    Minutes,
    MinutesEdition,
    MinutesReminder,
    MinutesText,
)
from meetings.models.venues import Room, Venue

__all__ = [
    "AgendaIssue",
    "AgendaItem",
    "Host",
    "Meeting",
    "MeetingPromise",
    "Minutes",
    "MinutesEdition",
    "MinutesReminder",
    "MinutesText",
    "Organizer",
    "Proposal",
    "Room",
    "Venue",
]
