"""Whether a value answers a question, and how it is kept."""

from __future__ import annotations

import pytest

from feedback.answers import LONGEST_LONG, is_complete, kept
from feedback.choices import RATHER_NOT, QuestionKind
from feedback.shapes import Option, Question

OPTIONS = tuple(Option(code, {"en": code}) for code in ("a", "b", "c"))
ROWS = tuple(Option(code, {"en": code}) for code in ("x", "y"))


def ask(kind: str, **fields: object) -> Question:
    return Question("q", kind, {}, OPTIONS, ROWS, **fields)  # type: ignore[arg-type]  # fields of a question


@pytest.mark.parametrize(
    ("question", "given", "is_kept"),
    [
        (ask(QuestionKind.SINGLE), "b", "b"),
        (ask(QuestionKind.MULTIPLE), ["c", "a"], ["a", "c"]),
        (ask(QuestionKind.RANKING), ["c", "a"], ["c", "a"]),
        (ask(QuestionKind.SCALE, lowest=1, highest=5), "5", 5),
        (ask(QuestionKind.NUMBER), "-3", -3),
        (ask(QuestionKind.MATRIX), {"x": "a", "y": ""}, {"x": "a"}),
        (ask(QuestionKind.DATE), "2026-02-28", "2026-02-28"),
        (ask(QuestionKind.SHORT), "  lamps ", "lamps"),
        (ask(QuestionKind.CONSENT), "yes", "yes"),
        (ask(QuestionKind.PLACE), [-71.0589, 42.3601], [-71.05875, 42.36125]),
        (ask(QuestionKind.SINGLE, is_personal=True), RATHER_NOT, RATHER_NOT),
        (ask(QuestionKind.SINGLE), "", None),
        (ask(QuestionKind.MULTIPLE), [], None),
    ],
)
def test_a_value_is_kept_in_one_form(
    question: Question, given: object, is_kept: object
) -> None:
    assert kept(question, given) == is_kept


@pytest.mark.parametrize(
    ("question", "given", "said"),
    [
        (ask(QuestionKind.SINGLE), "d", "Choose one of the answers."),
        (ask(QuestionKind.SINGLE), RATHER_NOT, "Choose one of the answers."),
        (ask(QuestionKind.MULTIPLE), ["a", "d"], "Choose from the answers."),
        (ask(QuestionKind.MULTIPLE, most=1), ["a", "b"], "Choose 1 answers or fewer."),
        (ask(QuestionKind.RANKING), ["a", "a"], "Give each answer one place only."),
        (ask(QuestionKind.SCALE, lowest=1, highest=5), "6", "from 1 to 5"),
        (ask(QuestionKind.SCALE, lowest=1, highest=5), "1.5", "whole number"),
        (ask(QuestionKind.MATRIX), {"z": "a"}, "one answer in each row"),
        (ask(QuestionKind.MATRIX), {"x": "d"}, "one answer in each row"),
        (ask(QuestionKind.DATE), "2026-02-30", "a day, a month and a year"),
        (ask(QuestionKind.LONG), "x" * (LONGEST_LONG + 1), "characters or fewer"),
        (ask(QuestionKind.PLACE), [200, 0], "Choose a place"),
        (ask(QuestionKind.PLACE), "here", "Choose a place"),
        (ask(QuestionKind.CONSENT), "no", "Tick the box"),
    ],
)
def test_what_does_not_fit_says_what_to_do(
    question: Question, given: object, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        kept(question, given)


def test_a_place_is_kept_as_the_middle_of_a_cell() -> None:
    near = [
        kept(ask(QuestionKind.PLACE), [7.0001 + step, 51.0001]) for step in (0, 0.001)
    ]

    assert near[0] == near[1] == [7.00125, 51.00125]


def test_a_required_matrix_wants_every_row() -> None:
    matrix = ask(QuestionKind.MATRIX)

    assert [is_complete(matrix, value) for value in (None, {"x": "a"}, {"x": "a", "y": "b"})] == [False, False, True]  # fmt: skip
