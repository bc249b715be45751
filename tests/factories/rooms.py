"""Plain typed makers of rooms, questions and polls."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.common.ids import code_from
from meetings.choices import PollState, QuestionState
from meetings.models import Ballot, Live, Meeting, Poll, Question, Support
from meetings.models.live import CODE_LENGTH
from meetings.queries.live import Attendee
from tests.factories.meetings import make_meeting

_number = count(1)


def make_room(meeting: Meeting | None = None, **fields: Any) -> Live:
    """An open room of a meeting that began half an hour ago."""
    meeting = meeting or make_meeting(begins_at=now() - timedelta(minutes=30))
    plain = {
        "code": code_from(next(_number) * 7919, CODE_LENGTH),
        "opened_at": now() - timedelta(minutes=40),
    }
    return Live.objects.create(meeting=meeting, **(plain | fields))


def make_question(
    live: Live, text: str = "", *, state: str = QuestionState.SHORTLISTED, **fields: Any
) -> Question:
    """A question the chair has passed."""
    plain: dict[str, Any] = {
        "text": text or f"When will lamp {next(_number)} be mended?",
        "asked_at": now(),
    }
    if state == QuestionState.HIDDEN:
        plain["hidden_reason"] = "It names a neighbor"
    if state == QuestionState.ANSWERED:
        plain["answered_at"] = now()
    return Question.objects.create(live=live, state=state, **(plain | fields))


def make_supports(question: Question, many: int) -> None:
    """So many browsers support it."""
    Support.objects.bulk_create(
        Support(question=question, device=f"{next(_number):064}") for _ in range(many)
    )
    Question.objects.filter(pk=question.pk).update(supporters=many)


def make_poll(live: Live, *, state: str = PollState.OPEN, **fields: Any) -> Poll:
    plain = {
        "text": "Which crossing first?",
        "options": ["Mill Road", "Elm Street", "Bridge"],
        "made_at": now(),
    }
    return Poll.objects.create(live=live, state=state, **(plain | fields))


def make_ballots(poll: Poll, *votes: int) -> None:
    """So many browsers chose each option."""
    Ballot.objects.bulk_create(
        Ballot(poll=poll, choices=[place], device=f"{next(_number):064}")
        for place, many in enumerate(votes)
        for _ in range(many)
    )


def somebody() -> Attendee:
    """A browser that came in by the code."""
    return Attendee(None, f"{next(_number):064}")


def come_in(live: Live, client: Client | None = None) -> Client:
    """Give a browser that showed the room’s code."""
    client = client or Client()
    client.get(reverse("meetings:join_code", args=[live.code]))
    return client


def room_url(live: Live, name: str = "live", *more: object) -> str:
    meeting = live.meeting
    return reverse(f"meetings:{name}", args=[meeting.pk, meeting.slug, *more])


def chair_url(live: Live, name: str = "room", *more: object) -> str:
    return reverse(f"meetings:{name}", args=[live.meeting_id, *more])
