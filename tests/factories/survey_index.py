"""Plain typed makers of the index: surveys that measure, answers, and rows of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils.timezone import localdate, now

from engagement.places.models import Neighborhood
from feedback.choices import Measure, QuestionKind
from feedback.models import AnswerFile, IndexTarget, IndexValue, Survey, Wave
from tests.factories.surveys import make_response, make_survey, make_wave


def trust_question(**fields: Any) -> dict[str, Any]:
    """How far one trusts the police, from 1 to 5."""
    plain = {
        "key": "trust",
        "kind": QuestionKind.SCALE,
        "words": {"en": {"text": "How far do you trust the police here?"}},
        "lowest": 1,
        "highest": 5,
        "measure": Measure.TRUST,
    }
    return plain | fields


def make_measuring(**fields: Any) -> Survey:
    """A published survey that asks for trust."""
    return make_survey(**({"questions": [trust_question()]} | fields))


def make_closed_wave(survey: Survey, *, ago: int = 1, **fields: Any) -> Wave:
    """A wave that closed so many weeks ago and was out for a week."""
    closed = now() - timedelta(weeks=ago)
    plain = {"opens_at": closed - timedelta(days=6), "closes_at": closed}
    return make_wave(survey, **(plain | fields))


def answer_trust(
    wave: Wave, values: Sequence[int], place: Neighborhood | None = None
) -> None:
    """One person for each value."""
    for value in values:
        make_response(wave, {"trust": value}, neighborhood=place)


def make_index_value(wave: Wave, **fields: Any) -> IndexValue:
    plain = {
        "neighborhood": wave.survey.neighborhood,
        "measure": Measure.TRUST,
        "answers": 60,
        "mean": 61.2,
        "low": 55.1,
        "high": 67.3,
        "made_at": wave.closes_at,
    }
    return IndexValue.objects.create(wave=wave, **(plain | fields))


def make_target(neighborhood: Neighborhood | None = None, **fields: Any) -> IndexTarget:
    plain = {
        "measure": Measure.TRUST,
        "value": 65,
        "until": localdate(now() + timedelta(days=300)),
        "set_at": now(),
    }
    return IndexTarget.objects.create(neighborhood=neighborhood, **(plain | fields))


def make_answer_file(survey: Survey, **fields: Any) -> AnswerFile:
    """A file that was looked at: three answers of a wave years ago."""
    wave = {"opens": "2015-01-01", "closes": "2015-12-31", "note": ""}
    plain = {
        "text": "Q7\n5\n4\n9\n",
        "rules": {"nothing": ["9"], "answers": {}, "waves": [wave]},
        "lines": 3,
        "made_at": now(),
    }
    return AnswerFile.objects.create(survey=survey, **(plain | fields))
