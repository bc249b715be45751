"""Canaries in what meetings keep: draft minutes, and why a proposal was declined."""

from __future__ import annotations

from django.utils.timezone import now

from meetings.models import Meeting, MinutesText
from tests.factories.agendas import make_proposal


def plant_agenda(meeting: Meeting, held: Meeting) -> None:
    """Write into the minutes of a meeting that was held, and to somebody declined."""
    drafts = MinutesText.objects.filter(minutes__meeting=held)
    drafts.update(text="canary-minutes", outcome="canary-minutes")
    make_proposal(meeting, state="declined", reason="canary-declined", decided_at=now())
