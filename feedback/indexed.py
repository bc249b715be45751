"""What the index of a wave may say beside the numbers of its questions. Pure.

The index is made of the same answers as the tables of a wave, so it is printed under the
same guard (decision 0082): whatever it would tell of the answers to an item is told to the
attacker of that item first, who knows the answers to all other items. It is said as finely
as stays safe, from one decimal down to whole numbers with a range in fives, and where not
even that is safe a place is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from engagement.common.suppression import FEWEST_ANSWERS, STEP, answers_shown
from feedback.attacking import Told
from feedback.columns import Coded, Codes
from feedback.disclosure import Guard
from feedback.indexing import HIGHEST, Figure, Item, figure_of

WHOLE: Final = ""  # everybody who answered; other places are called by their slug
# How finely a mean and its range are printed, the finest first.
FINENESS: Final = ((0.1, 0.1), (1.0, 1.0), (1.0, 2.0), (1.0, 5.0), (1.0, 10.0))
_HALF: Final = STEP // 2
_NEAR: Final = 1e-9

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
    """One item with the numbers that are printed of it, and what each answer counts.

    Where an answer is a class of numbers, it counts between `least` and `most`.
    """

    guard: Guard
    codes: tuple[int, ...]
    least: tuple[float, ...]
    most: tuple[float, ...]

    @property
    def is_exact(self) -> bool:
        return self.least == self.most

    def places(self, home: str, place: str) -> list[int] | None:
        """Say where the numbers of a place stand; None if it is not told apart."""
        if place == WHOLE:
            return list(self.codes)
        cross = self.guard.unit.crosses.get(home)
        if cross is None or place not in cross.groups:
            return None
        column = cross.groups.index(place)
        return [self.guard.place(home, code, column) for code in self.codes]


def asked_of(item: Item, coded: Coded, guard: Guard, values: Values) -> Asked:
    """Say what each answer to an item counts; `values` are everybody’s, NaN for none."""
    codes, least, most = [], [], []
    for code in range(len(coded.answers)):
        known = values[(coded.codes == code) & ~np.isnan(values)]
        if not len(known):
            value = item.value_of(coded.answers[code])
            if value is None:
                continue
            known = np.array([value])
        codes.append(code)
        least.append(float(known.min()))
        most.append(float(known.max()))
    return Asked(guard, tuple(codes), tuple(least), tuple(most))


@dataclass
class Measured:
    """One measure of one wave: its items, everybody’s value, and where they live."""

    items: Sequence[Asked]
    scores: Values  # NaN for who has none
    living: Codes | None = None  # the number of the place of everybody
    homes: Sequence[str] = ()
    home: str = ""  # what the trait is called
    figures: dict[str, Figure] = field(init=False)

    def __post_init__(self) -> None:
        scored = ~np.isnan(self.scores)
        groups = {WHOLE: self.scores[scored]}
        if self.living is not None:
            for nth, place in enumerate(self.homes):
                groups[place] = self.scores[scored & (self.living == nth)]
        figures = {place: figure_of(map(float, of)) for place, of in groups.items()}
        self.figures = {
            place: figure
            for place, figure in figures.items()
            if figure is not None and self._is_told_apart(place)
        }
        self._leave_a_rest()

    def printed(self) -> dict[str, Printed]:
        """Give what may be printed, and have every guard know it.

        Everything at once if that is safe; else place by place, the largest first, and for
        one that is not safe in the least fine way numbers beside it are hidden.
        """
        every = [*self.figures]
        for fineness in FINENESS:
            if self._may_tell(every, fineness):
                return {
                    place: _rounded(self.figures[place], fineness) for place in every
                }
        found = {}
        for place in every:
            safe = self._fineness(place)
            if safe is not None:
                found[place] = _rounded(self.figures[place], safe)
        for one in self.items:
            one.guard.attacker.programs = 0
        return found

    def _fineness(self, place: str) -> tuple[float, float] | None:
        ways = (fineness for fineness in FINENESS if self._may_tell([place], fineness))
        found = next(ways, None)
        if found is None and self._may_tell([place], FINENESS[-1], is_worth_it=True):
            return FINENESS[-1]
        return found

    def _is_told_apart(self, place: str) -> bool:
        return all(one.places(self.home, place) is not None for one in self.items)

    def _leave_a_rest(self) -> None:
        """Hide the smallest places until who is left over are ten people or nobody."""
        if WHOLE not in self.figures:
            return
        whole = self.figures.pop(WHOLE)
        order = sorted(self.figures, key=lambda place: -self.figures[place].people)
        while (
            order
            and 0
            < (whole.people - sum(self.figures[place].people for place in order))
            < FEWEST_ANSWERS
        ):
            order.pop()
        self.figures = {WHOLE: whole, **{place: self.figures[place] for place in order}}

    def _may_tell(
        self,
        places: Sequence[str],
        fineness: tuple[float, float],
        *,
        is_worth_it: bool = False,
    ) -> bool:
        """Tell every guard what the index of some places says; none if one refuses."""
        is_of_all = is_worth_it and WHOLE in places
        knowing: list[tuple[Guard, NDArray[np.bool_], int]] = []
        for one in self.items:
            told = [
                row for place in places for row in self._tells(one, place, fineness)
            ]
            before = one.guard.is_printed.copy()
            if not one.guard.may_tell(told, for_groups=is_worth_it, for_all=is_of_all):
                for guard, printed, rows in reversed(knowing):
                    guard.take_back(printed, rows)
                return False
            knowing.append((one.guard, before, len(told)))
        return True

    def _tells(
        self, one: Asked, place: str, fineness: tuple[float, float]
    ) -> Iterator[Told]:
        """Say what the index of a place tells of the answers to one item."""
        at = one.places(self.home, place) or []
        figure, items = self.figures[place], len(self.items)
        shown = _rounded(figure, fineness)
        if items == 1 and one.is_exact:
            yield from _mean_tells(at, one.least, figure, shown, fineness)
        else:
            yield from _part_tells(one, at, figure, shown, fineness[0] / 2, items)
        if items == 1:
            least, most = (
                max(FEWEST_ANSWERS, shown.answers - _HALF),
                shown.answers + _HALF,
            )
            yield at, [1.0] * len(at), float(least), float(most)
        elif items == 2:  # noqa: PLR2004 - who has a value answered both
            yield at, [1.0] * len(at), float(shown.answers - _HALF), np.inf


def _rounded(figure: Figure, fineness: tuple[float, float]) -> Printed:
    """Round the mean, and its range outward."""
    mean, wide = fineness
    return Printed(
        answers=answers_shown(figure.people) or 0,
        mean=round(round(figure.mean / mean) * mean, 1),
        low=max(0.0, round(floor(figure.low / wide + _NEAR) * wide, 1)),
        high=min(HIGHEST, round(ceil(figure.high / wide - _NEAR) * wide, 1)),
    )


def _mean_tells(
    at: list[int],
    values: Sequence[float],
    figure: Figure,
    shown: Printed,
    fineness: tuple[float, float],
) -> Iterator[Told]:
    """Say what the mean and the range tell of the answers they alone are made of."""
    half = fineness[0] / 2
    away = [value - shown.mean for value in values]
    yield at, [one - half for one in away], -np.inf, 0.0
    yield at, [one + half for one in away], 0.0, np.inf
    narrow, wide = _spread_between(figure, shown, fineness)
    far = [one * one for one in away]
    if np.isfinite(wide):
        yield at, [one - wide**2 - half**2 for one in far], -np.inf, -(wide**2)
    if narrow > 0:
        yield at, [one - narrow**2 for one in far], -(narrow**2), np.inf


def _spread_between(
    figure: Figure, shown: Printed, fineness: tuple[float, float]
) -> tuple[float, float]:
    """Say between what the spread lies for whoever knows how many people there are."""
    half, step = fineness[0] / 2, fineness[1]
    least, most = 0.0, np.inf
    if shown.high < HIGHEST:
        least = max(least, shown.high - step - shown.mean - half)
        most = min(most, shown.high - shown.mean + half)
    if shown.low > 0:
        least = max(least, shown.mean - half - shown.low - step)
        most = min(most, shown.mean + half - shown.low)
    by = sqrt(figure.people) / float(stdtrit(figure.people - 1, 0.975))
    return least * by, most * by


def _part_tells(
    one: Asked, at: list[int], figure: Figure, shown: Printed, half: float, items: int
) -> Iterator[Told]:
    """Say what a mean of several items tells of one, the others being known."""
    counts = one.guard.truth[at]
    for weights, sign in ((one.most, 1.0), (one.least, -1.0)):
        own = float(np.dot(counts, weights))
        off = items * figure.people * (shown.mean - sign * half - figure.mean)
        bounds = (own + off, np.inf) if sign > 0 else (-np.inf, own + off)
        yield at, list(weights), *bounds


def as_values(values: Sequence[float | None]) -> Values:
    """Give everybody’s values as numpy has them, NaN for none."""
    return np.array(
        [np.nan if one is None else one for one in values], dtype=np.float64
    )
