"""Questions from the room: asked, supported, and what the chair does with them.

The words wait for the chair of this meeting, and for no other moderator (decision 0058).
Who asked is recorded nowhere and shown to nobody.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.common.limits import QUESTIONS, QUESTIONS_NETWORK, is_over
from engagement.common.richtext import plain
from engagement.moderation.detectors import held_for
from engagement.people.models import User
from meetings.choices import QuestionSource, QuestionState
from meetings.errors import QuestionError, RoomClosedError, TooManyQuestionsError
from meetings.models import Live, Question, Support
from meetings.queries.live import Attendee
from meetings.services.room import changed, locked_live, locked_room, note

LONGEST_QUESTION: Final = 300
LONGEST_NICKNAME: Final = 40
LONGEST_ANSWER: Final = 1_500
LONGEST_REASON: Final = 200
MOST_HANDS: Final = 10_000
_Key = tuple[int | None, str | None]


@transaction.atomic
def ask_question(
    *,
    meeting_id: int,
    who: Attendee,
    text: str,
    nickname: str,
    category: str,
    network: str,
    now: datetime,
) -> Question:
    """Put a question to the room; nobody but the chair reads it before it passed.

    Raises RoomClosedError, QuestionError, TooManyQuestionsError.
    """
    live = _open_room(meeting_id, now)
    if not live.takes_questions:
        raise RoomClosedError(_("No more questions are taken now."))
    text, nickname = _words(text), plain(nickname).strip()[:LONGEST_NICKNAME]
    if is_over(QUESTIONS, who.keys) or is_over(QUESTIONS_NETWORK, network):
        raise TooManyQuestionsError(
            _("You have asked a lot in one hour. Support a question that is close.")
        )
    asked = Question.objects.create(
        live=live,
        text=text,
        nickname=nickname,
        category=category if category in live.categories else "",
        held_for=held_for(f"{text}\n{nickname}"),
        asked_at=now,
        **who.keys,
    )
    changed(live)
    return asked


@transaction.atomic
def support_question(*, question_id: int, who: Attendee, now: datetime) -> Question:
    """Support a question once; a second press changes nothing.

    Raises RoomClosedError, QuestionError.
    """
    live, question = _passed(question_id, now)
    if Support.objects.filter(who.rows, question=question).exists():
        return question
    Support.objects.create(question=question, **who.keys)
    question.supporters += 1
    question.save(update_fields=["supporters"])
    changed(live)
    return question


@transaction.atomic
def withdraw_support(*, question_id: int, who: Attendee, now: datetime) -> Question:
    """Take one’s support back. Raises RoomClosedError, QuestionError."""
    live, question = _passed(question_id, now)
    gone, _each = Support.objects.filter(who.rows, question=question).delete()
    if gone:
        question.supporters -= gone
        question.save(update_fields=["supporters"])
        changed(live)
    return question


@transaction.atomic
def write_paper_question(
    *,
    meeting_id: int,
    text: str,
    category: str,
    hands: int,
    actor: User,
    now: datetime,
) -> Question:
    """Type a question that came on paper; hands are counted beside the supporters.

    Raises NotAllowedError, QuestionError.
    """
    live = locked_room(meeting_id, actor)
    if not 0 <= hands <= MOST_HANDS:
        raise QuestionError(_("Write how many hands went up, as a number."))
    text = _words(text)
    written = Question.objects.create(
        live=live,
        text=text,
        category=category if category in live.categories else "",
        source=QuestionSource.PAPER,
        hands=hands,
        held_for=held_for(text),
        asked_at=now,
    )
    changed(live)
    note(live, actor, "question.write", now)
    return written


@transaction.atomic
def shortlist_question(*, question_id: int, actor: User, now: datetime) -> Question:
    """Let the room read a question, and support it; also one that was hidden.

    Raises NotAllowedError.
    """
    live, question = _of_the_chair(question_id, actor)
    question.state, question.hidden_reason = QuestionState.SHORTLISTED, ""
    return _moved(live, question, actor, now)


@transaction.atomic
def show_question(*, question_id: int, actor: User, now: datetime) -> Question:
    """Put a question on the screen, in the place of what stands there.

    Raises NotAllowedError, RoomClosedError.
    """
    live, question = _of_the_chair(question_id, actor)
    if not live.is_open(now):
        raise RoomClosedError(_("Open the room first: its screen is off."))
    question.state, question.hidden_reason = QuestionState.SHORTLISTED, ""
    live.on_screen, live.poll, live.shows_join = question, None, False
    return _moved(live, question, actor, now)


@transaction.atomic
def answer_question(
    *, question_id: int, answer: str, actor: User, now: datetime
) -> Question:
    """Note that it was answered, and what was said: both stand on the meeting’s page.

    Raises NotAllowedError, QuestionError.
    """
    live, question = _of_the_chair(question_id, actor)
    answer = plain(answer).strip()
    if len(answer) > LONGEST_ANSWER:
        raise QuestionError(
            _("Use at most %(most)d characters.") % {"most": LONGEST_ANSWER}
        )
    question.state, question.hidden_reason = QuestionState.ANSWERED, ""
    question.answer = answer
    question.answered_at = question.answered_at or now
    _off_the_screen(live, question)
    return _moved(live, question, actor, now)


@transaction.atomic
def hide_question(
    *, question_id: int, reason: str, actor: User, now: datetime
) -> Question:
    """Keep a question from the room, with a reason that its asker reads.

    Raises NotAllowedError, QuestionError.
    """
    live, question = _of_the_chair(question_id, actor)
    reason = plain(reason).strip()[:LONGEST_REASON]
    if not reason:
        raise QuestionError(_("Say why it is not shown. Whoever asked reads it."))
    question.state, question.hidden_reason = QuestionState.HIDDEN, reason
    question.answer, question.answered_at = "", None
    _off_the_screen(live, question)
    return _moved(live, question, actor, now, reason)


@transaction.atomic
def merge_question(
    *, question_id: int, into_id: int, actor: User, now: datetime
) -> Question:
    """Join a question with one that asks the same; each supporter counts once.

    Raises NotAllowedError, QuestionError.
    """
    live, question = _of_the_chair(question_id, actor)
    into = Question.objects.filter(live=live, pk=into_id, merged_into=None).first()
    if into is None or into == question or into.state == QuestionState.HIDDEN:
        raise QuestionError(_("Choose another question of this meeting to join with."))
    if question.merged_into_id is not None:
        raise QuestionError(_("This question was joined with another already."))
    _hand_over(question, into)
    Question.objects.filter(merged_into=question).update(merged_into=into)
    question.merged_into = into
    question.save(update_fields=["merged_into"])
    _off_the_screen(live, question)
    changed(live, "on_screen")
    note(live, actor, "question.merge", now)
    return into


def _hand_over(question: Question, into: Question) -> None:
    """Count the supporters and the asker of one with the other, nobody twice."""
    known: set[_Key] = set(
        Support.objects.filter(question=into).values_list("person", "device")
    )
    known.add((into.person_id, into.device))
    given: set[_Key] = set(
        Support.objects.filter(question=question).values_list("person", "device")
    )
    given.add((question.person_id, question.device))
    new = given - known - {(None, None)}
    Support.objects.bulk_create(
        Support(question=into, person_id=person, device=device)
        for person, device in sorted(new, key=str)
    )
    into.supporters += len(new)
    into.hands += question.hands
    into.save(update_fields=["supporters", "hands"])


def _words(text: str) -> str:
    text = plain(text).strip()
    if not text:
        raise QuestionError(_("Write your question."))
    if len(text) > LONGEST_QUESTION:
        raise QuestionError(
            _("Use at most %(most)d characters.") % {"most": LONGEST_QUESTION}
        )
    return text


def _open_room(meeting_id: int, now: datetime) -> Live:
    live = locked_live(meeting_id)
    if not live.is_open(now):
        raise RoomClosedError(_("The room is closed."))
    return live


def _passed(question_id: int, now: datetime) -> tuple[Live, Question]:
    """Lock the room and give a question the room may support."""
    meeting_id = Live.objects.values_list("meeting", flat=True).get(
        questions=question_id
    )
    live = _open_room(meeting_id, now)
    question = Question.objects.get(pk=question_id)
    is_up = question.state == QuestionState.SHORTLISTED
    if not is_up or question.merged_into_id is not None:
        raise QuestionError(_("This question cannot be supported any more."))
    return live, question


def _of_the_chair(question_id: int, actor: User) -> tuple[Live, Question]:
    """Lock the room for its chair, and give its question. Raises NotAllowedError."""
    meeting_id = Live.objects.values_list("meeting", flat=True).get(
        questions=question_id
    )
    live = locked_room(meeting_id, actor)
    return live, Question.objects.get(pk=question_id)


def _off_the_screen(live: Live, question: Question) -> None:
    if live.on_screen_id == question.pk:
        live.on_screen = None


def _moved(
    live: Live, question: Question, actor: User, now: datetime, reason: str = ""
) -> Question:
    question.save(update_fields=["state", "hidden_reason", "answer", "answered_at"])
    changed(live, "on_screen", "poll", "shows_join")
    note(live, actor, f"question.{question.state}", now, reason)
    return question
