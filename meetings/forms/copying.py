"""On which day a meeting is held once more."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from engagement.common.moments import MomentField
from meetings.models import Meeting


class CopyForm(forms.Form):
    begins_at = MomentField(label=_("Begins"))
    ends_at = MomentField(label=_("Ends"))


def next_time(meeting: Meeting, now: datetime) -> dict[str, datetime]:
    """Propose the same weekday and hour, in the first week that is still to come."""
    begins = localtime(meeting.begins_at).replace(tzinfo=None)
    weeks = max((localtime(now).replace(tzinfo=None) - begins) // timedelta(weeks=1), 0)
    begins += timedelta(weeks=weeks + 1)
    return {
        "begins_at": begins,
        "ends_at": begins + (meeting.ends_at - meeting.begins_at),
    }
