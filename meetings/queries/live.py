"""What is read of a room: its questions in their order, its polls and their counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.db.models import Q, QuerySet

from meetings.choices import PollState, QuestionState
from meetings.models import Ballot, Live, Meeting, Poll, Question, Support
from meetings.models.live import SHUTS_ITSELF

PASSED: Final = (QuestionState.SHORTLISTED, QuestionState.ANSWERED)
MOST_SHOWN: Final = 200
LIKE: Final = 0.45


@dataclass(frozen=True)
class Attendee:
    """Somebody in the room: a person who signed in, else a browser."""

    person_id: int | None
    device: str | None

    @property
    def keys(self) -> dict[str, Any]:
        """What a row keeps of them: one of the two, never both."""
        if self.person_id is not None:
            return {"person_id": self.person_id}
        return {"device": self.device}

    @property
    def rows(self) -> Q:
        """Their rows; what a browser gave before it signed in is theirs too."""
        mine = Q(pk__in=())
        if self.device:
            mine |= Q(device=self.device)
        if self.person_id is not None:
            mine |= Q(person=self.person_id)
        return mine


def live_of(meeting: Meeting) -> Live | None:
    """Give the room of a meeting, with what its screen shows; none before it is made."""
    found = Live.objects.select_related("meeting", "on_screen", "poll")
    return found.filter(meeting=meeting).first()


def room_seen(meeting_id: int) -> Live | None:
    """Give the room of a published meeting and no more of it: asked by every phone."""
    found = Live.objects.select_related("meeting").filter(meeting=meeting_id)
    return found.filter(meeting__published_at__isnull=False).first()


def live_by_code(code: str, at: datetime) -> Live | None:
    """Find the room a code opens, while it is open."""
    found = Live.objects.select_related("meeting").filter(code=code).first()
    return found if found is not None and found.is_open(at) else None


def rooms_open_of(meetings: Sequence[Meeting], at: datetime) -> set[int]:
    """Tell which of these meetings have an open room, in one question."""
    found = Live.objects.filter(
        meeting__in=meetings,
        opened_at__isnull=False,
        closed_at=None,
        meeting__cancelled_at=None,
        meeting__ends_at__gt=at - SHUTS_ITSELF,
    )
    return set(found.values_list("meeting_id", flat=True))


def in_order(questions: QuerySet[Question]) -> QuerySet[Question]:
    """The most supported first, then the oldest; equal ones never change places."""
    return questions.order_by("-supporters", "asked_at", "pk")


def questions_shown(live: Live) -> QuerySet[Question]:
    """List what the chair has passed and nobody has answered, as the room reads it."""
    shown = Question.objects.filter(
        live=live, state=QuestionState.SHORTLISTED, merged_into=None
    )
    return in_order(shown)[:MOST_SHOWN]


def questions_passed(live: Live) -> QuerySet[Question]:
    """Give every question of the room that the chair has passed, joined ones too."""
    return Question.objects.filter(live=live, state__in=PASSED)


def questions_answered(live: Live) -> QuerySet[Question]:
    """List what was answered, the first answer first."""
    answered = Question.objects.filter(
        live=live, state=QuestionState.ANSWERED, merged_into=None
    )
    return answered.order_by("answered_at", "pk")[:MOST_SHOWN]


def questions_to_chair(live: Live) -> list[Question]:
    """List every question for the chair; who asked is not even read."""
    found = Question.objects.filter(live=live, merged_into=None)
    return list(in_order(found.defer("person", "device"))[: 2 * MOST_SHOWN])


def questions_of(live: Live, who: Attendee) -> QuerySet[Question]:
    """List what somebody asked in this room, with what it was joined with."""
    mine = Question.objects.filter(who.rows, live=live)
    return mine.select_related("merged_into").order_by("asked_at", "pk")[:MOST_SHOWN]


def supported_by(live: Live, who: Attendee) -> set[int]:
    """Tell which questions of the room somebody supports."""
    mine = Support.objects.filter(who.rows, question__live=live)
    return set(mine.values_list("question_id", flat=True))


def open_poll(live: Live) -> Poll | None:
    return Poll.objects.filter(live=live, state=PollState.OPEN).first()


def polls_of(live: Live) -> QuerySet[Poll]:
    """List the polls of a room, the first made first."""
    return Poll.objects.filter(live=live).order_by("made_at", "pk")


def polls_seen(live: Live) -> QuerySet[Poll]:
    """List the polls the room has seen: open, or closed."""
    return polls_of(live).exclude(state=PollState.DRAFT)


def polls_closed(live: Live) -> QuerySet[Poll]:
    return polls_of(live).filter(state=PollState.CLOSED)


def ballot_of(poll: Poll, who: Attendee) -> Ballot | None:
    """Give what somebody chose; their own row before that of the browser."""
    mine = Ballot.objects.filter(who.rows, poll=poll)
    return mine.order_by("person", "pk").first()


@dataclass(frozen=True)
class Count:
    """The people who voted, and how many chose each option."""

    voters: int
    votes: tuple[int, ...]


def counts_of(polls: Sequence[Poll]) -> dict[int, Count]:
    """Count the ballots of several polls in one question."""
    found = Ballot.objects.filter(poll__in=polls).values_list("poll_id", "choices")
    voters: Counter[int] = Counter()
    votes: Counter[tuple[int, int]] = Counter()
    for poll_id, choices in found:
        voters[poll_id] += 1
        votes.update((poll_id, choice) for choice in choices)
    return {
        poll.pk: Count(
            voters[poll.pk],
            tuple(votes[poll.pk, place] for place in range(len(poll.options))),
        )
        for poll in polls
    }


_ALIKE: Final = """
SELECT one.id, other.id FROM meetings_question one
JOIN meetings_question other ON other.live_id = one.live_id
 AND (other.asked_at, other.id) < (one.asked_at, one.id)
WHERE one.live_id = %s AND one.merged_into_id IS NULL AND other.merged_into_id IS NULL
  AND one.state = 'new' AND other.state <> 'hidden'
  AND similarity(one.text, other.text) >= %s
ORDER BY one.id, similarity(one.text, other.text) DESC, other.id
LIMIT 500
"""


def alike_in(live: Live) -> dict[int, int]:
    """Say for a new question which older one reads most like it."""
    alike: dict[int, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, [live.pk, LIKE])
        for one, other in cursor.fetchall():
            alike.setdefault(one, other)
    return alike
