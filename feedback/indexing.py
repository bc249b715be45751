"""How far people trust the police and feel safe, as one number from 0 to 100. Pure.

A person's value is the mean of the items of a measure they answered, each brought to 0
to 100 and turned where it is worded the other way; who answered less than two thirds of
them has none. A place's value is the mean of its people with its range; nothing is said
under ten people, and under thirty it is a sign only (SCIENCE 8).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from statistics import fmean, stdev
from typing import Any, Final

from engagement.common.shares import t_interval, t_quantile, welch_interval
from engagement.common.suppression import FEWEST_ANSWERS
from feedback.choices import Measure, QuestionKind
from feedback.shapes import Answers, Question, Shape

SURE_FROM: Final = 30  # fewer people are a sign, no measure
HIGHEST: Final = 100.0
NO_OPINION: Final = frozenset({"dont_know", "no_opinion", "not_sure"})
_NUMBERED: Final = (QuestionKind.SCALE, QuestionKind.NUMBER)


@dataclass(frozen=True)
class Item:
    """One thing a measure asks: a question, or a statement of a matrix.

    `steps` are its answers from the least to the most; empty for a number between
    `lowest` and `highest`.
    """

    question: str
    row: str = ""
    steps: tuple[str, ...] = ()
    lowest: int = 0
    highest: int = 0
    is_reversed: bool = False

    def value(self, answers: Answers) -> float | None:
        """Give the answer as 0 to 100; None where there is none."""
        part = self._part(self._given(answers))
        return None if part is None else self._of(part)

    def value_of(self, answer: str) -> float | None:
        """Give what one answer counts, as it is called in a table."""
        is_number = not self.steps and answer.lstrip("-").isdecimal()
        part = self._part(int(answer) if is_number else answer)
        return None if part is None else self._of(part)

    def _of(self, part: float) -> float:
        return HIGHEST * (1 - part if self.is_reversed else part)

    def _given(self, answers: Answers) -> Any:
        given = answers.get(self.question)
        if not self.row:
            return given
        return given.get(self.row) if isinstance(given, dict) else None

    def _part(self, given: Any) -> float | None:
        if self.steps:
            if given not in self.steps:
                return None
            return self.steps.index(given) / (len(self.steps) - 1)
        if not isinstance(given, int) or not self.lowest <= given <= self.highest:
            return None
        return (given - self.lowest) / (self.highest - self.lowest)


@dataclass(frozen=True)
class Figure:
    """The mean of so many people and the range it lies in, 95 times of 100."""

    people: int
    mean: float
    sd: float
    low: float
    high: float

    @property
    def is_indicative(self) -> bool:
        return self.people < SURE_FROM


@dataclass(frozen=True)
class Change:
    """How much higher the later of two means is."""

    by: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Tell whether chance alone does not explain it."""
        return self.low > 0 or self.high < 0


def items_of(shape: Shape, measure: str) -> tuple[Item, ...]:
    """List what a version asks of a measure, in its order."""
    asked = (q for q in shape.all_questions() if q.measure == measure)
    return tuple(item for question in asked for item in _items(question))


def _items(question: Question) -> Iterator[Item]:
    key, turned = question.key, question.is_reversed
    if question.kind in _NUMBERED:
        low, high = question.lowest, question.highest
        if low is not None and high is not None and low < high:
            yield Item(key, lowest=low, highest=high, is_reversed=turned)
        return
    steps = tuple(code for code in question.codes if code not in NO_OPINION)
    if len(steps) > 1 and question.kind == QuestionKind.SINGLE:
        yield Item(key, steps=steps, is_reversed=turned)
    elif len(steps) > 1 and question.kind == QuestionKind.MATRIX:
        for row in question.rows:
            yield Item(key, row.code, steps, is_reversed=turned)


def values_of(items: Sequence[Item], answers: Answers) -> list[float | None]:
    """Give what one person’s answers count, item by item."""
    return [item.value(answers) for item in items]


def needed(items: int) -> int:
    """Say how many of so many items somebody must have answered to have a value."""
    return ceil(items * 2 / 3)


def score(values: Sequence[float | None]) -> float | None:
    """Give one person’s value; None for who answered less than two thirds."""
    known = [value for value in values if value is not None]
    if not known or len(known) < needed(len(values)):
        return None
    return fmean(known)


class Scoring:
    """One measure of everybody, one person after the other: items, and the value."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = tuple(items)
        self.values: list[list[float | None]] = [[] for _item in self.items]
        self.scores: list[float | None] = []

    def add(self, answers: Answers) -> None:
        given = values_of(self.items, answers)
        for values, value in zip(self.values, given, strict=True):
            values.append(value)
        self.scores.append(score(given))


def scorings_of(shape: Shape) -> dict[str, Scoring]:
    """Make ready for every measure a version asks something of."""
    asked = {measure: items_of(shape, measure) for measure in Measure.values}
    return {measure: Scoring(items) for measure, items in asked.items() if items}


def figure_of(scores: Iterable[float]) -> Figure | None:
    """Give the mean of people with its range; None for fewer than ten."""
    known = list(scores)
    if len(known) < FEWEST_ANSWERS:
        return None
    mean, sd = fmean(known), stdev(known)
    low, high = t_interval(mean, sd, len(known))
    return Figure(len(known), mean, sd, max(0.0, low), min(HIGHEST, high))


def figure_printed(people: int, mean: float, low: float, high: float) -> Figure:
    """Give a figure as whoever reads it has it: rounded, the range at its widest."""
    half = max(high - mean, mean - low)
    return Figure(people, mean, half * sqrt(people) / t_quantile(people - 1), low, high)


def change_of(before: Figure, after: Figure) -> Change:
    """Compare two waves, the people of each being others (Welch)."""
    low, high = welch_interval(
        (before.mean, before.sd, before.people), (after.mean, after.sd, after.people)
    )
    return Change(after.mean - before.mean, low, high)
