"""What the index of a place tells of one item to whoever knows all the others. Pure.

The value of a person is the mean of several items. Somebody who knows what each person
answered to all but one of them knows what each answer to that one would make of the
person, and so what the mean and the range of all of them say of it (decision 0084).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from engagement.common.suppression import FEWEST_ANSWERS, STEP
from feedback.attacking import Sum, Told
from feedback.columns import Codes
from feedback.disclosure import Guard
from feedback.indexing import HIGHEST

MOST_KINDS: Final = 60  # of people with other answers; beyond, near ones go together
_STEPS: Final = (0.0, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
_HALF: Final = STEP // 2

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Printed:
    """The index of a place as it may be printed: nothing finer is kept anywhere."""

    answers: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Asked:
    """One item: its guard, what everybody said and what that counts, NaN for nothing.

    An answer counts between `least` and `most`: where it is a class of numbers, more than
    one of them.
    """

    guard: Guard
    said: Codes
    values: Values
    least: Values
    most: Values


@dataclass(frozen=True)
class Others:
    """What everybody’s answers to the other items come to, and how many there are."""

    total: Values
    many: Codes
    needed: int  # so many answers make a value

    def without(self, one: Asked) -> Others:
        counts = ~np.isnan(one.values)
        own = np.where(counts, one.values, 0.0)
        return Others(self.total - own, self.many - counts, self.needed)


@dataclass(frozen=True)
class Open:
    """Who of some people could have answered an item how, and what would come of it.

    `at` are the unknown numbers, `least` and `most` between what the values of people
    counted there lie. The values of those who did not answer the item are `known`.
    """

    at: list[int]
    least: Values
    most: Values
    known: Values

    def tells(
        self, shown: Printed, spread: tuple[float, float], half: float
    ) -> Iterator[Told]:
        """Say what the number of people, their mean and their spread tell."""
        ones = np.ones(len(self.at))
        yield self._row(
            (ones, np.ones(len(self.known))),
            float(max(FEWEST_ANSWERS, shown.answers - _HALF)),
            float(shown.answers + _HALF),
        )
        low, high, known = (
            one - shown.mean for one in (self.least, self.most, self.known)
        )
        yield self._row((low - half, known - half), -np.inf, 0.0)
        yield self._row((high + half, known + half), 0.0, np.inf)
        narrow, wide = spread[0] ** 2, spread[1] ** 2
        nearest = np.where((low <= 0) & (high >= 0), 0.0, np.minimum(low**2, high**2))
        farthest = np.maximum(low**2, high**2)
        if np.isfinite(wide):
            off = wide + half**2
            yield self._row((nearest - off, known**2 - off), -np.inf, -wide)
        if narrow > 0:
            yield self._row((farthest - narrow, known**2 - narrow), -narrow, np.inf)

    def _row(self, weights: tuple[Values, Values], low: float, high: float) -> Told:
        """Give a sum over all of them as one over those that are open."""
        is_known = float(weights[1].sum())
        return (
            self.at,
            [float(one) for one in weights[0]],
            low - is_known,
            high - is_known,
        )


def spread_between(
    people: int, shown: Printed, fineness: tuple[float, float]
) -> tuple[float, float]:
    """Say between what the spread lies for whoever knows how many people there are.

    A range that ends at 0 or at 100 may have been longer; it was no shorter.
    """
    half, step = fineness[0] / 2, fineness[1]
    up, down = shown.high - shown.mean, shown.mean - shown.low
    least = max(0.0, up - step - half, down - step - half, (up + down) / 2 - step)
    most = np.inf
    if shown.high < HIGHEST:
        most = min(most, up + half)
    if shown.low > 0:
        most = min(most, down + half)
    if shown.low > 0 and shown.high < HIGHEST:
        most = min(most, (up + down) / 2)
    by = sqrt(people) / float(stdtrit(people - 1, 0.975))
    return least * by, most * by


class Layout:
    """All people of a wave laid out for one item, column by column of its table."""

    def __init__(
        self,
        one: Asked,
        others: Others,
        scores: Values,
        columns: Codes,
        cells: Sequence[list[int]],
    ) -> None:
        self._one, self._others, self._scores = one, others, scores
        self._truth: list[float] = []
        self._equal: list[Sum] = []
        self._start = len(one.guard.truth)
        self._open: list[Open] = []
        apart: list[list[int]] = []
        for nth, places in enumerate(cells):
            first = self._start + len(self._truth)
            self._open.append(self._column(columns == nth, places))
            laid = range(first, self._start + len(self._truth))
            apart.append([*places, *laid])
        one.guard.widen(self._truth, self._equal, apart=apart if len(cells) > 1 else ())

    def of(self, columns: Sequence[int]) -> Open:
        """Give what is open of the people in some columns together."""
        parts = [self._open[nth] for nth in columns]
        at = [place for part in parts for place in part.at]
        return Open(
            at,
            np.concatenate([part.least for part in parts]),
            np.concatenate([part.most for part in parts]),
            np.concatenate([part.known for part in parts]),
        )

    def _column(self, inside: NDArray[np.bool_], places: list[int]) -> Open:
        one = self._one
        open_ = inside & (one.said >= 0)
        silent = self._scores[inside & (one.said < 0)]
        total, many = self._others.total[open_], self._others.many[open_]
        whose = _kinds(total, many)
        wide = int(whose.max()) + 1 if len(whose) else 0
        at = self._lay(places, whose, one.said[open_], wide)
        low, high = np.full(wide, np.inf), np.full(wide, -np.inf)
        np.minimum.at(low, whose, total)
        np.maximum.at(high, whose, total)
        count = np.zeros(wide, np.int64)
        count[whose] = many
        least = self._would_be(low, count, one.least)
        most = self._would_be(high, count, one.most)
        scored = ~np.isnan(least)
        return Open(
            [place for place, is_in in zip(at, scored, strict=True) if is_in],
            least[scored],
            most[scored],
            silent[~np.isnan(silent)],
        )

    def _would_be(self, total: Values, count: Codes, values: Values) -> Values:
        """Give the value each kind of person has with each answer, kind by kind."""
        has = ~np.isnan(values)
        many = count[:, None] + has[None, :]
        found = (total[:, None] + np.where(has, values, 0.0)) / np.maximum(many, 1)
        return np.where(many >= max(1, self._others.needed), found, np.nan).reshape(-1)

    def _lay(
        self, places: list[int], whose: Codes, said: Codes, wide: int
    ) -> list[int]:
        """Lay out how many of each kind gave each answer; one kind is the column itself."""
        if wide <= 1:
            return places[: wide * len(places)]
        height, start = len(places), self._start + len(self._truth)
        truth = np.bincount(whose * height + said, minlength=wide * height)
        self._truth += [float(one) for one in truth]
        for row, place in enumerate(places):
            every = [*range(start + row, start + wide * height, height)]
            self._equal.append(([place, *every], [-1.0, *[1.0] * wide], 0.0))
        for kind in range(wide):
            first = start + kind * height
            people = float(truth[kind * height : (kind + 1) * height].sum())
            self._equal.append(
                ([*range(first, first + height)], [1.0] * height, people)
            )
        return [*range(start, start + wide * height)]


def _kinds(total: Values, many: Codes) -> Codes:
    """Number people by what their other answers come to; near ones together if need be."""
    for step in _STEPS:
        near = np.round(total / step) if step else np.round(total, 6)
        together = np.stack([near, many.astype(np.float64)], axis=1)
        found, whose = np.unique(together, axis=0, return_inverse=True)
        if len(found) <= MOST_KINDS:
            break
    return whose.reshape(-1)
