"""What rooms keep of a person: each kind of table has its row."""

from __future__ import annotations

from engagement.people.models import User
from meetings.choices import QuestionState
from meetings.models import Ballot, Support
from tests.factories.rooms import make_poll, make_question, make_room


def in_rooms(user: User, mark: str) -> None:
    """A question that was answered, one that was kept back, a support and a vote."""
    live = make_room()
    make_question(live, person=user, state=QuestionState.ANSWERED, nickname=mark)
    make_question(live, f"{mark} asked", person=user, state=QuestionState.HIDDEN)
    Support.objects.create(question=make_question(live), person=user)
    Ballot.objects.create(poll=make_poll(live), choices=[0], person=user)
