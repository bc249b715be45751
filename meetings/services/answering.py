"""What an organizer asks of those who come, and whether they answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.richtext import plain
from engagement.people.models import User
from meetings.choices import QuestionKind
from meetings.errors import BookingIncompleteError
from meetings.models import BookingQuestion, Meeting, Series
from meetings.models.enrolments import LARGEST_PARTY
from meetings.queries.answers import has_answers, questions_of_series
from meetings.queries.series import still_to_come
from meetings.services.scheduling import locked_meeting
from meetings.services.series_questions import copy_questions
from meetings.services.series_seats import locked_series_of
from meetings.wishes import Wish

MOST_QUESTIONS: Final = 10
LONGEST_QUESTION: Final = 200
LONGEST_ANSWER: Final = 300
LONGEST_NAME: Final = 80
LONGEST_OPTION: Final = 80
MOST_OPTIONS: Final = 12
FEWEST_OPTIONS: Final = 2


@dataclass(frozen=True)
class Asked:
    """One question as the organizer typed it."""

    text: str
    kind: str = QuestionKind.TEXT
    options: tuple[str, ...] = ()
    is_required: bool = False


@transaction.atomic
def set_questions(
    *, meeting_id: int, questions: Sequence[Asked], actor: User, now: datetime
) -> list[BookingQuestion]:
    """Say what is asked; nothing changes under those who answered already.

    Where people enrol for a whole series, all its meetings to come ask the same.

    Raises NotAllowedError, BookingIncompleteError.
    """
    series = locked_series_of(meeting_id)
    meeting = locked_meeting(meeting_id, actor)
    if has_answers(meeting):
        raise BookingIncompleteError(
            _("Somebody has answered already. The questions stay as they are.")
        )
    if len(questions) > MOST_QUESTIONS:
        raise BookingIncompleteError(
            _("Ask %(most)d questions at most.") % {"most": MOST_QUESTIONS}
        )
    if len({question.text.strip() for question in questions}) < len(questions):
        raise BookingIncompleteError(_("You ask this already."))
    meeting.booking_questions.all().delete()
    kept = [
        BookingQuestion.objects.create(
            meeting=meeting, position=position, **_checked(question)
        )
        for position, question in enumerate(questions, start=1)
    ]
    if series is not None:
        copy_questions(meeting, still_to_come(series, now))
    record(
        actor=actor,
        action="meeting.set_questions",
        subject=meeting,
        now=now,
        place_id=meeting.neighborhood_id,
        questions=len(kept),
    )
    return kept


def _checked(asked: Asked) -> dict[str, object]:
    text = plain(asked.text).strip()
    options = [plain(one).strip()[:LONGEST_OPTION] for one in asked.options]
    options = [one for one in dict.fromkeys(options) if one]
    if not text or len(text) > LONGEST_QUESTION:
        raise BookingIncompleteError(
            _("Write each question in %(most)d characters at most.")
            % {"most": LONGEST_QUESTION}
        )
    is_choice = asked.kind == QuestionKind.CHOICE
    if is_choice and not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
        raise BookingIncompleteError(
            _("Give two to twelve answers to choose from, each on its own line.")
        )
    return {
        "text": text,
        "kind": asked.kind,
        "options": options if is_choice else [],
        "is_required": asked.is_required,
    }


def checked_wish(meeting: Meeting, wish: Wish) -> Wish:
    """Give a wish back as it is kept. Raises BookingIncompleteError."""
    asked = meeting.booking_questions.order_by("position")
    said = {str(one.pk): _answer(one, wish) for one in asked}
    return _kept(wish, said)


def checked_series_wish(series: Series, wish: Wish, now: datetime) -> Wish:
    """Give a wish back as it is kept of those who enrol. Raises BookingIncompleteError.

    Its answers go by the words of the questions: each meeting has its own numbers.
    """
    asked = questions_of_series(series.pk, now)
    return _kept(wish, {one.text: _answer(one, wish) for one in asked})


def _kept(wish: Wish, answers: Mapping[str, str]) -> Wish:
    if not 1 <= wish.party_size <= LARGEST_PARTY:
        raise BookingIncompleteError(
            _("Say how many people come: 1 to %(most)d.") % {"most": LARGEST_PARTY}
        )
    return replace(
        wish,
        name=plain(wish.name).strip()[:LONGEST_NAME],
        needs=plain(wish.needs).strip()[:LONGEST_ANSWER],
        answers={key: said for key, said in answers.items() if said},
    )


def _answer(question: BookingQuestion, wish: Wish) -> str:
    said = plain(wish.answers.get(str(question.pk), "")).strip()[:LONGEST_ANSWER]
    if question.is_required and not said:
        raise BookingIncompleteError(
            _("Answer the question “%(question)s”.") % {"question": question.text}
        )
    allowed = {
        QuestionKind.CHOICE: question.options,
        QuestionKind.YES_NO: ["yes", "no"],
    }.get(QuestionKind(question.kind))
    if said and allowed is not None and said not in allowed:
        raise BookingIncompleteError(
            _("Choose one of the answers to “%(question)s”.")
            % {"question": question.text}
        )
    return said
