"""Everything stored about meetings."""

from meetings.models.agenda import AgendaIssue, AgendaItem, Proposal
from meetings.models.bookings import Booking, BookingQuestion, CalendarFeed, Notice
from meetings.models.calling import Called, CallRound, CallStop
from meetings.models.dates import DateOption, DateQuestion, DateVote, DateVoter
from meetings.models.enrolments import SeriesEnrolment
from meetings.models.helping import HelperWanted, HelpOffer
from meetings.models.live import Ballot, Live, Poll, Question, Support
from meetings.models.looking import ListLook
from meetings.models.meetings import Host, Meeting, Organizer
from meetings.models.minutes import (
    MeetingPromise,
    Minutes,
    MinutesEdition,
    MinutesReminder,
    MinutesText,
)
from meetings.models.people import OrganizerInvitation, Speaker
from meetings.models.series import Series
from meetings.models.slips import SlipCount
from meetings.models.venues import Room, Venue

__all__ = [
    "AgendaIssue",
    "AgendaItem",
    "Ballot",
    "Booking",
    "BookingQuestion",
    "CalendarFeed",
    "CallRound",
    "CallStop",
    "Called",
    "DateOption",
    "DateQuestion",
    "DateVote",
    "DateVoter",
    "HelpOffer",
    "HelperWanted",
    "Host",
    "ListLook",
    "Live",
    "Meeting",
    "MeetingPromise",
    "Minutes",
    "MinutesEdition",
    "MinutesReminder",
    "MinutesText",
    "Notice",
    "Organizer",
    "OrganizerInvitation",
    "Poll",
    "Proposal",
    "Question",
    "Room",
    "Series",
    "SeriesEnrolment",
    "SlipCount",
    "Speaker",
    "Support",
    "Venue",
]
