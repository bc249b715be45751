"""Who was invited to a meeting, who stopped that, and who opened a list (canary.py)."""

from __future__ import annotations

from datetime import datetime

from engagement.people.models import User
from meetings.models import Called, CallRound, CallStop, ListLook
from tests.factories.meetings import make_meeting


def beside_calls(user: User, now: datetime) -> None:
    meeting = make_meeting()
    place = meeting.neighborhood_id
    CallRound.objects.create(meeting=meeting, places=[place], author=user, at=now)
    Called.objects.create(meeting=meeting, person=user)
    CallStop.objects.create(person=user, at=now)
    ListLook.objects.create(meeting=meeting, actor=user, reason="A fire", at=now)
