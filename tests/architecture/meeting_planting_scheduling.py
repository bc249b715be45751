"""Words planted where meetings are scheduled."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import now

from meetings.choices import MeetingForm
from meetings.models import (
    DateOption,
    DateQuestion,
    DateVoter,
    OrganizerInvitation,
)
from tests.architecture.meeting_world import MeetingWorld
from tests.factories.meetings import make_draft


def plant_scheduling(world: MeetingWorld) -> None:
    """Plant a link, a letter and a vote of a browser."""
    link = "https://zoom.us/j/canary-online-link"
    for row in (world.meeting, world.series):
        row.form, row.online_link = MeetingForm.HYBRID, link
        row.save()
    OrganizerInvitation.objects.create(
        meeting=world.meeting,
        address="canary-co-invited@example.org",
        token_hash="canary-co-link",
        invited_at=now(),
        expires_at=now() + timedelta(days=9),
    )
    question = DateQuestion.objects.create(
        meeting=make_draft(neighborhood=world.place),
        asked_at=now(),
        closes_at=now() + timedelta(days=9),
    )
    DateOption.objects.create(
        question=question,
        begins_at=now() + timedelta(days=20),
        ends_at=now() + timedelta(days=20, hours=2),
    )
    DateVoter.objects.create(question=question, device="canary-date-device", at=now())
