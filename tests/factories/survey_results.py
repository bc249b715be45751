"""Plain typed makers of answered waves, counted results and themes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.timezone import now

from engagement.people.models import User
from engagement.places.models import Neighborhood
from feedback.choices import QuestionKind
from feedback.models import Result, Survey, Theme, Wave
from feedback.services.results import count_wave, publish_results
from tests.factories.surveys import (
    make_response,
    make_survey,
    make_text,
    make_wave,
    options,
    safe_question,
)

WHY = {
    "key": "why",
    "kind": QuestionKind.LONG,
    "words": {"en": {"text": "What would help?"}},
}
AGE = {
    "key": "age",
    "kind": QuestionKind.SINGLE,
    "words": {"en": {"text": "How old are you?"}},
    "options": options("under_18", "18_34", "35_49", "50_64", "65_up"),
    "trait": "age",
    "is_personal": True,
}


def make_closed_wave(survey: Survey | None = None, **fields: Any) -> Wave:
    """A wave that is over since an hour."""
    found = survey or make_survey(questions=[safe_question(), AGE, WHY])
    end = {"closes_at": now() - timedelta(hours=1)}
    return make_wave(found, **(end | fields))


def make_answers(wave: Wave, yes: int = 40, no: int = 25) -> None:
    """Answers to the questions of `make_closed_wave`, half of them young."""
    for nth in range(yes + no):
        said = "yes" if nth < yes else "no"
        age = ("18_34", "35_49")[nth % 2]
        make_response(wave, {"safe": said, "age": age})
    for nth in range(12):
        make_text(wave, question="why", text=f"More lamps, please. {nth}")


def make_counted_wave(
    *, neighborhood: Neighborhood | None = None, made_by: User | None = None, **how: int
) -> Wave:
    """A wave that is over, answered and counted; nothing of it is public."""
    survey = make_survey(
        neighborhood=neighborhood,
        made_by=made_by,
        questions=[safe_question(), AGE, WHY],
    )
    wave = make_closed_wave(survey)
    make_answers(wave, **how)
    count_wave(wave_id=wave.pk, now=now())
    return wave


def publish_all(wave: Wave, actor: User) -> None:
    publish_results(
        survey_id=wave.survey_id,
        wave_id=wave.pk,
        questions=[result.question for result in Result.objects.filter(wave=wave)],
        actor=actor,
        now=now(),
    )


def make_theme(survey: Survey, name: str = "Lamps", question: str = "why") -> Theme:
    return Theme.objects.create(survey=survey, question=question, words={"en": name})
