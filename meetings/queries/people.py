"""Who means to come: asked before a meeting moves or falls."""

from __future__ import annotations

from meetings.models import Meeting
from meetings.queries.visible import MeetingQuerySet


def with_people(meetings: MeetingQuerySet) -> MeetingQuerySet:
    """Keep the meetings to which somebody said that they come."""
    return meetings.none()


def has_people(meeting: Meeting) -> bool:
    """Tell whether somebody said that they come to this one."""
    return with_people(Meeting.objects.filter(pk=meeting.pk)).exists()
