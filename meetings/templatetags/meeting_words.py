"""How a meeting's hours are read; the words themselves are everybody's."""

from __future__ import annotations

from django import template

from engagement.common.templatetags.hours import clock, hours, languages
from meetings.models import DateOption, Meeting

register = template.Library()
register.simple_tag(hours)
register.filter(clock)
register.filter(languages)


@register.filter
def when(meeting: Meeting | DateOption) -> str:
    """`Wednesday 2 December 2026, 6:00 pm to 8:00 pm (EST)`: the town's own time."""
    return hours(meeting.begins_at, meeting.ends_at)
