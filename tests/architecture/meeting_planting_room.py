"""Words in the private fields of rooms (planting.py says when they are written)."""

from __future__ import annotations

from meetings.choices import QuestionState
from meetings.models import Ballot, Support
from tests.architecture.meeting_world import MeetingWorld
from tests.factories.rooms import make_question


def plant_rooms(world: MeetingWorld) -> None:
    """A new and a hidden question, and the browsers behind what was pressed."""
    for state in (QuestionState.NEW, QuestionState.HIDDEN):
        make_question(
            world.room,
            "canary-question",
            state=state,
            nickname="canary-question",
            hidden_reason="canary-unshown",
            device="canary-thumb",
        )
    Support.objects.create(question=world.room_question, device="canary-thumb")
    Ballot.objects.create(poll=world.room_poll, choices=[0], device="canary-thumb")
