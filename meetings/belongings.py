"""Meetings somebody called or looks after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.db.models import Q

from engagement.common.persons import Person, Tables, rows_of
from meetings.models import Ballot, Meeting, Organizer, Question, Support
from meetings.queries.live import PASSED
from meetings.services.forgetting import forget_room_links

LEAVES: Final[dict[str, Callable[..., int]]] = {"room_links": forget_room_links}


def export_person(person: Person) -> Tables:
    """List the meetings they called and those they looked after."""
    called = Meeting.objects.filter(made_by=person.pk)
    mine = Organizer.objects.filter(Q(person=person.pk) | Q(added_by=person.pk))
    about = {"meeting": "meeting__title", "added_at": "added_at"}
    return {
        "meetings.meeting": rows_of(called, title="title", made_at="made_at"),
        "meetings.organizer": rows_of(mine, **about, ended_at="ended_at"),
        **_of_rooms(person),
    }


def _of_rooms(person: Person) -> Tables:
    """List what they asked, supported and voted for in rooms."""
    asked = Question.objects.filter(person=person.pk)
    supported = Support.objects.filter(person=person.pk)
    voted = Ballot.objects.filter(person=person.pk)
    meeting = "live__meeting__title"
    return {
        "meetings.question": rows_of(
            asked,
            meeting=meeting,
            text="text",
            nickname="nickname",
            state="state",
            hidden_reason="hidden_reason",
            answer="answer",
            asked_at="asked_at",
        ),
        "meetings.support": rows_of(
            supported, meeting=f"question__{meeting}", text="question__text"
        ),
        "meetings.ballot": rows_of(
            voted,
            meeting=f"poll__{meeting}",
            text="poll__text",
            options="poll__options",
            choices="choices",
        ),
    }


def erase_person(person: Person) -> None:
    """Leave the meetings, which are the town's, and take the name off them."""
    Meeting.objects.filter(made_by=person.pk).update(made_by=None)
    Organizer.objects.filter(added_by=person.pk).update(added_by=None)
    Organizer.objects.filter(person=person.pk).delete()
    _leave_rooms(person)


def _leave_rooms(person: Person) -> None:
    """What nobody passed goes with them; what the room knows and counted stays."""
    mine = Question.objects.filter(person=person.pk)
    mine.exclude(state__in=PASSED).filter(merged_into=None).delete()
    mine.update(person=None, nickname="")
    Support.objects.filter(person=person.pk).update(person=None)
    Ballot.objects.filter(person=person.pk).update(person=None)
