"""A survey on paper: boxes and lines to write on, and conditions as words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from feedback.choices import Match, QuestionKind, Test
from feedback.scaling import is_of_buttons, scale_points
from feedback.shapes import Condition, Question, Shape, ShownIf

_LINES: Final = {
    QuestionKind.LONG: 5,
    QuestionKind.SHORT: 1,
    QuestionKind.NUMBER: 1,
    QuestionKind.DATE: 1,
    QuestionKind.PLACE: 1,
    QuestionKind.NEIGHBORHOOD: 1,
}


@dataclass(frozen=True)
class PrintedQuestion:
    """One question as it stands on paper."""

    number: int
    text: str
    hint: str
    only_if: str
    boxes: tuple[str, ...]
    columns: tuple[str, ...]  # of a table of statements
    rows: tuple[str, ...]
    lines: range
    is_ranking: bool


@dataclass(frozen=True)
class PrintedSection:
    title: str
    intro: str
    only_if: str
    questions: tuple[PrintedQuestion, ...]


def printed(shape: Shape, language: str) -> list[PrintedSection]:
    """Give the sections with their questions numbered from the first to the last."""
    numbers = {
        question.key: number
        for number, question in enumerate(shape.all_questions(), start=1)
    }
    return [
        PrintedSection(
            section.title(language),
            section.intro(language),
            _only_if(shape, section.shown_if, numbers, language),
            tuple(
                _question(shape, question, numbers, language)
                for question in section.questions
            ),
        )
        for section in shape.sections
    ]


def _question(
    shape: Shape, question: Question, numbers: dict[str, int], language: str
) -> PrintedQuestion:
    labels = tuple(option.label(language) for option in question.options)
    rather = (_("Rather not say"),) if question.is_personal else ()
    is_table = question.kind == QuestionKind.MATRIX
    return PrintedQuestion(
        number=numbers[question.key],
        text=question.text(language),
        hint=question.hint(language) or _how_to(question),
        only_if=_only_if(shape, question.shown_if, numbers, language),
        boxes=() if is_table else (_boxes(question, labels, language) + rather),
        columns=(labels + rather) if is_table else (),
        rows=tuple(row.label(language) for row in question.rows) if is_table else (),
        lines=range(1 if _is_written(question) else _lines(question)),
        is_ranking=question.kind == QuestionKind.RANKING,
    )


def _lines(question: Question) -> int:
    return _LINES.get(QuestionKind(question.kind), 0)


def _is_written(question: Question) -> bool:
    """Tell whether a scale has too many points to print."""
    return question.kind == QuestionKind.SCALE and not is_of_buttons(question)


def _boxes(
    question: Question, labels: tuple[str, ...], language: str
) -> tuple[str, ...]:
    if question.kind == QuestionKind.CONSENT:
        return (_("Yes"),)
    if _is_written(question):
        return ()
    if question.kind == QuestionKind.SCALE:
        return tuple(words for _number, words in scale_points(question, language))
    return labels


def _how_to(question: Question) -> str:
    if question.kind == QuestionKind.MULTIPLE:
        return _("Tick all that fit.")
    if question.kind == QuestionKind.RANKING:
        return _("Write 1 for the first, 2 for the second, and so on.")
    if _is_written(question):
        return _("Write a number from %(low)d to %(high)d.") % {
            "low": question.lowest or 0,
            "high": question.highest or 0,
        }
    if question.kind in {QuestionKind.SINGLE, QuestionKind.SCALE}:
        return _("Tick one.")
    return ""


def _only_if(
    shape: Shape, shown_if: ShownIf, numbers: dict[str, int], language: str
) -> str:
    said = [_condition(shape, one, numbers, language) for one in shown_if.conditions]
    if not said:
        return ""
    joint = _(" or ") if shown_if.match == Match.ANY else _(" and ")
    return _("Only if %(conditions)s. Otherwise go on.") % {
        "conditions": joint.join(said)
    }


def _condition(
    shape: Shape, condition: Condition, numbers: dict[str, int], language: str
) -> str:
    asked = shape.questions.get(condition.question)
    number = numbers.get(condition.question, 0)
    labels = {one.code: one.label(language) for one in asked.options} if asked else {}
    values = ", ".join(labels.get(value, value) for value in condition.values)
    said = {"number": number, "values": values}
    if condition.test == Test.ANSWERED:
        return _("you answered question %(number)d") % said
    if condition.test == Test.IS_NOT:
        return _("your answer to question %(number)d is not: %(values)s") % said
    return _("your answer to question %(number)d is: %(values)s") % said
