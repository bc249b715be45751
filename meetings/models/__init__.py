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
    "Room",
    "Series",
    "Speaker",
    "Venue",
]
