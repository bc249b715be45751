"""Everything stored about meetings."""

from meetings.models.dates import DateOption, DateQuestion, DateVote, DateVoter
from meetings.models.bookings import Booking, BookingQuestion, CalendarFeed, Notice
from meetings.models.meetings import Host, Meeting, Organizer
from meetings.models.people import OrganizerInvitation, Speaker
from meetings.models.series import Series
from meetings.models.venues import Room, Venue

__all__ = [
    "DateOption",
    "DateQuestion",
    "DateVote",
    "DateVoter",
    "Booking",
    "BookingQuestion",
    "CalendarFeed",
    "Host",
    "Meeting",
    "Notice",
    "Organizer",
    "OrganizerInvitation",
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
    "Series",
    "Speaker",
    "Venue",
]
