"""The way through a survey: what is asked next, given what was answered. Pure.

The way only ever leads forward, so that every respondent's path ends whatever the
conditions say; and an answer to a question that is no longer asked does not count.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from feedback.choices import Match, Test
from feedback.shapes import Answers, Condition, Question, Section, Shape, ShownIf


def asked(shape: Shape, answers: Answers) -> Iterator[tuple[int, Section]]:
    """Give the sections that are asked, each with its number and its asked questions.

    A condition reads answers to earlier, asked questions alone: what it says of a later
    or a hidden one is as if nothing was answered.
    """
    standing: dict[str, Any] = {}
    for number, section in enumerate(shape.sections):
        if not holds(section.shown_if, standing):
            continue
        shown: list[Question] = []
        for question in section.questions:
            if holds(question.shown_if, standing):
                shown.append(question)
                if question.key in answers:
                    standing[question.key] = answers[question.key]
        if shown:
            yield number, Section(section.key, section.words, tuple(shown))


def standing_answers(shape: Shape, answers: Answers) -> dict[str, Any]:
    """Give the answers that count: those to questions which are asked."""
    keys = {
        q.key for _number, section in asked(shape, answers) for q in section.questions
    }
    return {key: value for key, value in answers.items() if key in keys}


def section_after(shape: Shape, answers: Answers, number: int | None) -> int | None:
    """Give the number of the next section that is asked; None at the end."""
    first = -1 if number is None else number
    return next((at for at, _section in asked(shape, answers) if at > first), None)


def section_before(shape: Shape, answers: Answers, number: int | None) -> int | None:
    """Give the number of the section asked before; None at the beginning."""
    numbers = [at for at, _section in asked(shape, answers)]
    earlier = [at for at in numbers if number is None or at < number]
    return earlier[-1] if earlier else None


def asked_section(shape: Shape, answers: Answers, number: int) -> Section | None:
    """Give a section with the questions that are asked in it; None if it is not."""
    return next((s for at, s in asked(shape, answers) if at == number), None)


def holds(shown_if: ShownIf, answers: Answers) -> bool:
    """Tell whether something is asked after these answers."""
    results = [_holds(condition, answers) for condition in shown_if.conditions]
    if not results:
        return True
    return any(results) if shown_if.match == Match.ANY else all(results)


def _holds(condition: Condition, answers: Answers) -> bool:
    given = _values(answers.get(condition.question), condition.row)
    if condition.test == Test.ANSWERED:
        return bool(given)
    if condition.test == Test.IS_NOT:
        return bool(given) and not given & set(condition.values)
    return bool(given & set(condition.values))


def _values(answer: Any, row: str) -> set[str]:
    if answer is None or answer == "":
        return set()
    if isinstance(answer, dict):
        one = answer.get(row)
        return {str(one)} if one not in {None, ""} else set()
    if isinstance(answer, list):
        return {str(one) for one in answer}
    return {str(answer)}
