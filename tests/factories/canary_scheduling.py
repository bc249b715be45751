"""Series somebody called, letters about organizing, and a date they voted on (canary.py)."""

from __future__ import annotations

from datetime import datetime, timedelta

from engagement.people.models import User
from meetings.models import DateVoter, OrganizerInvitation
from tests.factories.meetings import (
    make_date_question,
    make_meeting,
    make_series_row,
)
from tests.factories.places import make_neighborhood


def beside_scheduling(user: User, now: datetime) -> None:
    make_series_row(make_neighborhood(), made_by=user)
    letter = {"invited_at": now, "expires_at": now + timedelta(days=14)}
    OrganizerInvitation.objects.create(
        meeting=make_meeting(),
        address="asked@example.org",
        token_hash="letter",
        invited_by=user,
        **letter,
    )
    OrganizerInvitation.objects.create(
        meeting=make_meeting(),
        address=user.email,
        token_hash="taken",
        accepted_at=now,
        accepted_by=user,
        **letter,
    )
    DateVoter.objects.create(question=make_date_question(), person=user, at=now)
