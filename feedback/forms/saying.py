"""An answer in words, as whoever gave it reads it once more before sending it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _

from engagement.common.templatetags.ui import short_day
from feedback.choices import RATHER_NOT, QuestionKind
from feedback.forms.places import place_words
from feedback.shapes import Option, Question


def named(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Give languages with the name each calls itself."""
    return [
        (code, str(LANG_INFO.get(code, {}).get("name_local", code))) for code in codes
    ]


def in_words(
    question: Question, value: Any, language: str, places: Mapping[str, str]
) -> list[str]:
    """Say an answer in lines; none for a question left out. `places` name slugs."""
    if value is None:
        return []
    labels = _labels(question.options, language) | {RATHER_NOT: _("Rather not say")}
    if isinstance(value, dict):
        return _statements(question, value, labels, language)
    if isinstance(value, list):
        return _several(question, value, labels)
    return [_one(question, value, labels, places)]


def _statements(
    question: Question,
    value: Mapping[str, str],
    labels: Mapping[str, str],
    language: str,
) -> list[str]:
    rows = _labels(question.rows, language)
    return [
        _("%(statement)s: %(answer)s")
        % {"statement": rows.get(row, row), "answer": labels.get(code, code)}
        for row, code in value.items()
    ]


def _several(
    question: Question, value: list[Any], labels: Mapping[str, str]
) -> list[str]:
    if question.kind == QuestionKind.PLACE:
        return [place_words(value)]
    said = [labels.get(str(code), str(code)) for code in value]
    if question.kind == QuestionKind.RANKING:
        return [f"{at}. {one}" for at, one in enumerate(said, start=1)]
    return said


def _one(
    question: Question, value: Any, labels: Mapping[str, str], places: Mapping[str, str]
) -> str:
    if value == RATHER_NOT:
        return labels[RATHER_NOT]
    if question.kind == QuestionKind.DATE:
        return short_day(date.fromisoformat(value))
    if question.kind == QuestionKind.CONSENT:
        return _("Yes")
    if question.kind == QuestionKind.NEIGHBORHOOD:
        return places.get(value, str(value))
    return labels.get(str(value), str(value))


def _labels(options: tuple[Option, ...], language: str) -> dict[str, str]:
    return {option.code: option.label(language) for option in options}
