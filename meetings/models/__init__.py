"""Everything stored about meetings."""

from meetings.models.bookings import Booking, BookingQuestion, CalendarFeed, Notice
from meetings.models.meetings import Host, Meeting, Organizer
from meetings.models.venues import Room, Venue

__all__ = [
    "Booking",
    "BookingQuestion",
    "CalendarFeed",
    "Host",
    "Meeting",
    "Notice",
    "Organizer",
    "Room",
    "Venue",
]
