"""What the index of a wave may say beside the numbers of its questions. Pure.

The index is made of the same answers as the tables of a wave, so it is printed under the
same guard (decision 0082): whatever it would tell of the answers to an item is told to the
attacker of that item first, who knows the answers to all other items. It is said as finely
as stays safe, from one decimal down to whole numbers with a range in tens, and where not
even that is safe a place is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil, floor
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engagement.common.suppression import FEWEST_ANSWERS, answers_shown
from feedback.attacking import Told
from feedback.columns import Coded, Codes
from feedback.disclosure import Guard
from feedback.indexing import HIGHEST, Figure, Item, figure_of, needed
from feedback.telling import (
    Asked,
    Layout,
    Open,
    Others,
    Printed,
    Values,
    spread_between,
)

WHOLE: Final = ""  # everybody who answered; other places are called by their slug
# How finely a mean and its range are printed, the finest first.
FINENESS: Final = ((0.1, 0.1), (1.0, 1.0), (1.0, 2.0), (1.0, 5.0), (1.0, 10.0))
AT_ONCE: Final = 100  # places told of together, the largest first
MOST_PROGRAMS: Final = 15_000  # for one wave: minutes; then no more places are told
_NEAR: Final = 1e-9


def asked_of(item: Item, coded: Coded, guard: Guard, values: Values) -> Asked:
    """Say what each answer to an item counts; `values` are everybody’s, NaN for none.

    Of a class whoever reads the table knows the first and the last number, not which were
    given; nor does it matter whether anybody gave one.
    """
    least, most = np.full((2, len(coded.answers)), np.nan)
    for code, answer in enumerate(coded.answers):
        ends = [answer]
        if code < len(coded.borders):
            ends = [f"{number:.0f}" for number in coded.borders[code]]
        counts = [value for value in map(item.value_of, ends) if value is not None]
        if counts:
            least[code], most[code] = min(counts), max(counts)
    return Asked(guard, coded.codes, values, least, most)


@dataclass
class Measured:
    """One measure of one wave: its items, everybody’s value, and where they live."""

    items: Sequence[Asked]
    scores: Values  # NaN for who has none
    living: Codes | None = None  # the number of the place of everybody
    homes: Sequence[str] = ()
    home: str = ""  # what the trait is called
    most: int = MOST_PROGRAMS
    figures: dict[str, Figure] = field(init=False)
    _laid: list[Layout] = field(init=False, default_factory=list)
    _order: list[int] = field(init=False, default_factory=list)
    how: dict[str, tuple[float, float]] = field(init=False, default_factory=dict)
    programs: int = field(init=False, default=0)

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

        Each place is told as finely as is safe; for one that is not safe in the least fine
        way numbers beside it are hidden.
        """
        self._laid = self._lay_out() if self.figures else []
        self._order = [*range(len(self._laid))]
        for one in self.items:
            one.guard.attacker.programs = 0
        for fineness in FINENESS:
            left = [place for place in self.figures if place not in self.how]
            for first in range(0, len(left), AT_ONCE):
                some = left[first : first + AT_ONCE]
                self.how |= dict.fromkeys(self._told_of(some, fineness), fineness)
        for place in self.figures:
            if place not in self.how and self._may_tell(
                [place], FINENESS[-1], is_worth_it=True
            ):
                self.how[place] = FINENESS[-1]
        return {
            place: _rounded(figure, self.how[place])
            for place, figure in self.figures.items()
            if place in self.how
        }

    def _told_of(
        self, places: Sequence[str], fineness: tuple[float, float]
    ) -> Sequence[str]:
        """Tell of some places at once, or of half of them and half of them; say of which."""
        if not places or self._may_tell(places, fineness):
            return places
        if len(places) == 1:
            return []
        half = (len(places) + 1) // 2
        return [
            *self._told_of(places[:half], fineness),
            *self._told_of(places[half:], fineness),
        ]

    def _is_told_apart(self, place: str) -> bool:
        return all(self._columns(one, place) for one in self.items)

    def _columns(self, one: Asked, place: str) -> list[int]:
        """Say in which columns of an item’s table the people of a place stand."""
        cross = one.guard.unit.crosses.get(self.home)
        if place == WHOLE:
            return [*range(len(cross.columns) if cross else 1)]
        return [cross.groups.index(place)] if cross and place in cross.groups else []

    def _lay_out(self) -> list[Layout]:
        values = np.stack([one.values for one in self.items])
        others = Others(
            np.nansum(values, axis=0),
            (~np.isnan(values)).sum(axis=0),
            needed(len(self.items)),
        )
        return [
            Layout(one, others.without(one), self.scores, *self._table(one))
            for one in self.items
        ]

    def _table(self, one: Asked) -> tuple[Codes, list[list[int]]]:
        """Say in which column everybody stands, and where the numbers of each are."""
        rows, cross = range(one.guard.height), one.guard.unit.crosses.get(self.home)
        if cross is None or self.living is None:
            return np.zeros(len(self.scores), np.int64), [[*rows]]
        last = len(cross.groups)
        columns = np.full(len(self.scores), last)
        for nth, place in enumerate(cross.groups):
            columns[self.living == self.homes.index(place)] = nth
        cells = [
            [one.guard.place(self.home, row, column) for row in rows]
            for column in range(last + 1)
        ]
        return columns, cells

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
        if self.programs > self.most:
            return False
        is_of_all = is_worth_it and WHOLE in places
        knowing: list[tuple[Guard, NDArray[np.bool_]]] = []
        for nth in self._order:
            one, laid = self.items[nth], self._laid[nth]
            told = [
                row
                for place in places
                for row in self._tells(
                    laid.of(self._columns(one, place)), place, fineness
                )
            ]
            before = one.guard.is_printed.copy()
            is_safe = one.guard.may_tell(
                told, for_groups=is_worth_it, for_all=is_of_all
            )
            self.programs += one.guard.attacker.programs
            one.guard.attacker.programs = 0
            if not is_safe:
                for guard, printed in knowing:
                    guard.take_back(printed)
                self._order.remove(nth)  # whoever refused may do so again: ask first
                self._order.insert(0, nth)
                return False
            knowing.append((one.guard, before))
        return True

    def _tells(
        self, open_: Open, place: str, fineness: tuple[float, float]
    ) -> Iterator[Told]:
        """Say what the index of a place tells of the answers to one item."""
        figure = self.figures[place]
        shown = _rounded(figure, fineness)
        spread = spread_between(figure.people, shown, fineness)
        return open_.tells(shown, spread, fineness[0] / 2)


def _rounded(figure: Figure, fineness: tuple[float, float]) -> Printed:
    """Round the mean, and its range outward."""
    mean, wide = fineness
    return Printed(
        answers=answers_shown(figure.people) or 0,
        mean=round(round(figure.mean / mean) * mean, 1),
        low=max(0.0, round(floor(figure.low / wide + _NEAR) * wide, 1)),
        high=min(HIGHEST, round(ceil(figure.high / wide - _NEAR) * wide, 1)),
    )


def as_values(values: Sequence[float | None]) -> Values:
    """Give everybody’s values as numpy has them, NaN for none."""
    return np.array(
        [np.nan if one is None else one for one in values], dtype=np.float64
    )
