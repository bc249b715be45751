"""Who means to come: asked before a meeting moves or falls."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from meetings.models import Booking, Meeting
from meetings.models.bookings import LIVE
from meetings.queries.visible import MeetingQuerySet


def with_people(meetings: MeetingQuerySet) -> MeetingQuerySet:
    """Keep the meetings to which somebody said that they come."""
    theirs = Booking.objects.filter(meeting=OuterRef("pk"), state__in=LIVE)
    return meetings.filter(Exists(theirs))


def has_people(meeting: Meeting) -> bool:
    """Tell whether somebody said that they come to this one."""
    return with_people(Meeting.objects.filter(pk=meeting.pk)).exists()
