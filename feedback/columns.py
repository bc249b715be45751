"""What everybody answered, read once and kept by question. Pure.

Each column takes one answer after the other and can then be counted by numpy, so that
fifty thousand answers to forty questions are a matter of seconds.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from feedback.choices import RATHER_NOT, UNLINKED, QuestionKind
from feedback.shapes import Question, Shape

BLANK: Final = -1
MOST_VALUES: Final = 21  # a number of so many values is counted by value
CLASSES: Final = 5  # any other in so many classes, and two for what lies outside

Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Coded:
    """One choice of everybody: answers by code, and which each gave."""

    answers: tuple[str, ...]
    codes: Codes
    row: str = ""  # of a matrix: its statement
    values: tuple[float, ...] | None = None  # what the answers count in a mean
    borders: tuple[
        tuple[float, float], ...
    ] = ()  # of classes: the first and last number

    @property
    def has_order(self) -> bool:
        return self.values is not None


class Column(Protocol):
    """Takes one answer after the other."""

    def add(self, value: Any) -> None: ...

    def coded(self) -> list[Coded]: ...


class Choice:
    """One of several answers, a scale, a neighborhood, or agreeing to something."""

    def __init__(
        self, answers: Sequence[str], values: tuple[float, ...] | None = None
    ) -> None:
        self.answers = tuple(answers)
        self.values = values
        self.index = {code: place for place, code in enumerate(self.answers)}
        self.codes: list[int] = []

    def add(self, value: Any) -> None:
        known = self.index.get(str(value), BLANK)
        self.codes.append(BLANK if value is None else known)

    def coded(self) -> list[Coded]:
        codes = np.array(self.codes, dtype=np.int64)
        return [Coded(self.answers, codes, values=self.values)]


class Matrix:
    """The same answers for several statements: a choice for each."""

    def __init__(self, rows: Sequence[str], answers: Sequence[str]) -> None:
        self.rows = {row: Choice(answers) for row in rows}

    def add(self, value: Any) -> None:
        given = value if isinstance(value, dict) else {}
        whole = RATHER_NOT if value == RATHER_NOT else None
        for row, choice in self.rows.items():
            choice.add(given.get(row, whole))

    def coded(self) -> list[Coded]:
        return [
            Coded(choice.answers, choice.coded()[0].codes, row)
            for row, choice in self.rows.items()
        ]


class Several:
    """Any of several answers: chosen or not, for each who chose at least one."""

    def __init__(self, answers: Sequence[str]) -> None:
        self.answers = tuple(answers)
        self.given: list[frozenset[str]] = []

    def add(self, value: Any) -> None:
        chosen = value if isinstance(value, list) else [value] if value else []
        self.given.append(frozenset(chosen))

    def coded(self) -> list[Coded]:
        """Give a choice for each answer: 0 chosen, 1 not."""
        found = []
        for code in self.answers:
            codes = [BLANK if not one else int(code not in one) for one in self.given]
            found.append(
                Coded((code, "not"), np.array(codes, dtype=np.int64), row=code)
            )
        return found


class Order:
    """Answers put in order; counted is what stands first."""

    def __init__(self, answers: Sequence[str]) -> None:
        self.answers = tuple(answers)
        self.index = {code: place for place, code in enumerate(self.answers)}
        self.places: list[list[int]] = []

    def add(self, value: Any) -> None:
        ranked = value if isinstance(value, list) else []
        places = [0] * len(self.answers)
        for place, code in enumerate(ranked, 1):
            if code in self.index:
                places[self.index[code]] = place
        self.places.append(places)

    def table(self) -> NDArray[np.int64]:
        """Count how often each answer was put in each place."""
        wide = len(self.answers)
        placed = np.array(self.places, dtype=np.int64).reshape(-1, wide)
        return np.stack([(placed == place).sum(axis=0) for place in range(1, wide + 1)])

    def coded(self) -> list[Coded]:
        wide = len(self.answers)
        placed = np.array(self.places, dtype=np.int64).reshape(-1, wide)
        is_first = placed == 1
        codes = np.where(is_first.any(axis=1), is_first.argmax(axis=1), BLANK)
        return [Coded(self.answers, codes.astype(np.int64))]


class Amount:
    """A number or a day of any size, in classes that lie where most answers are.

    No class lies outside the lowest and the highest number that may be given.
    """

    def __init__(
        self,
        *,
        is_personal: bool,
        lowest: int | None = None,
        highest: int | None = None,
    ) -> None:
        self.is_personal = is_personal
        self.lowest = -np.inf if lowest is None else lowest
        self.highest = np.inf if highest is None else highest
        self.values: list[float] = []

    def add(self, value: Any) -> None:
        if value == RATHER_NOT:
            self.values.append(np.inf)
        elif value is None:
            self.values.append(np.nan)
        else:
            self.values.append(float(_year(value)))

    def coded(self) -> list[Coded]:
        values = np.array(self.values, dtype=np.float64)
        real = values[np.isfinite(values)]
        every = _edges(real)
        edges = [one for one in every if self.lowest < one <= self.highest] or every
        codes = np.digitize(values, edges).astype(np.int64)
        answers = [f"<{edges[0]}"]
        answers += [_class(a, b - 1) for a, b in itertools.pairwise(edges)]
        answers.append(f"≥{edges[-1]}")
        codes[np.isnan(values)] = BLANK
        codes[np.isposinf(values)] = len(answers)
        if self.is_personal:
            answers.append(RATHER_NOT)
        borders: list[tuple[float, float]] = [(self.lowest, edges[0] - 1)]
        borders += [(a, b - 1) for a, b in itertools.pairwise(edges)]
        borders.append((edges[-1], self.highest))
        return [
            Coded(
                tuple(answers),
                codes,
                values=tuple(range(len(edges) + 1)),
                borders=tuple(borders),
            )
        ]


def _year(value: Any) -> int:
    """Give a number as it is, and of a day its year."""
    text = str(value)
    is_day = len(text) == len("2026-11-16") and text[4] == "-"
    return date.fromisoformat(text).year if is_day else int(text)


def _class(first: int, last: int) -> str:
    return f"{first}" if first == last else f"{first}–{last}"


def _edges(real: NDArray[np.float64]) -> list[int]:
    """Cut between where a tenth lies below and a tenth above, at round numbers."""
    if not len(real):
        return [0]
    low, high = (float(np.quantile(real, at)) for at in (0.1, 0.9))
    step = 1
    while (high - low) / step > CLASSES:
        step = step * 2 if str(step).startswith(("1", "5")) else step * 5 // 2
    first = int(low // step) * step
    return list(range(first, max(int(high), first) + step + 1, step))


def column_of(question: Question, homes: Sequence[str] = ()) -> Column | None:
    """Give the column for a question; None for texts and places, which lie apart."""
    if question.kind in UNLINKED:
        return None
    unsaid = (RATHER_NOT,) if question.is_personal else ()
    codes = (*question.codes, *unsaid)
    make: Mapping[str, Callable[[], Column]] = {
        QuestionKind.MULTIPLE: lambda: Several(codes),
        QuestionKind.RANKING: lambda: Order(question.codes),
        QuestionKind.MATRIX: lambda: Matrix([r.code for r in question.rows], codes),
        QuestionKind.NEIGHBORHOOD: lambda: Choice((*homes, *unsaid)),
        QuestionKind.CONSENT: lambda: Choice(("yes",)),
        QuestionKind.SCALE: lambda: _numbered(question, unsaid),
        QuestionKind.NUMBER: lambda: _numbered(question, unsaid),
        QuestionKind.DATE: lambda: Amount(is_personal=question.is_personal),
    }
    return make[question.kind]() if question.kind in make else Choice(codes)


def _numbered(question: Question, unsaid: tuple[str, ...]) -> Column:
    low, high = question.lowest, question.highest
    if low is None or high is None or high - low >= MOST_VALUES:
        return Amount(is_personal=question.is_personal, lowest=low, highest=high)
    values = tuple(float(value) for value in range(low, high + 1))
    return Choice((*(str(value) for value in range(low, high + 1)), *unsaid), values)


def read_columns(
    shape: Shape, answers: Iterable[Mapping[str, Any]], homes: Sequence[str] = ()
) -> dict[str, Column]:
    """Read everybody’s answers once."""
    found = {q.key: column_of(q, homes) for q in shape.all_questions()}
    columns = {key: column for key, column in found.items() if column is not None}
    pairs = list(columns.items())
    for given in answers:
        for key, column in pairs:
            column.add(given.get(key))
    return columns
