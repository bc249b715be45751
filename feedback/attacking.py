"""How far somebody who has every printed number can narrow a hidden one. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil, floor
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from engagement.common.suppression import WIDEST_GUESS

MOST_POINTS: Final = 60  # that are kept of a view
# Neighborhoods of which not all is known, those who live in none among them: first, then
MOST_OPEN: Final = (5, 20)
SHARED: Final = -1  # what lies in no neighborhood, or in several
AT_ONCE: Final = {"presolve": False}  # such small programs are solved before
_NEAR: Final = 1e-6

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]
Told = tuple[list[int], list[float], float, float]  # places, weights, lowest, highest
Sum = tuple[list[int], list[float], float]


@dataclass(frozen=True)
class Row:
    """Something known: between what a weighted sum of numbers lies."""

    at: Places
    by: Numbers
    low: float
    high: float
    part: int  # the neighborhood in which all of it lies, or SHARED

    def within(self, where: Places, truth: Numbers) -> Row | None:
        """Give what it says of a view, all else being known; None if that is nothing."""
        there = where[self.at]
        inside = there >= 0
        if inside.all():
            return Row(there, self.by, self.low, self.high, self.part)
        if not inside.any():
            return None
        known = float(np.dot(truth[self.at[~inside]], self.by[~inside]))
        return Row(
            there[inside],
            self.by[inside],
            self.low - known,
            self.high - known,
            self.part,
        )


class View:
    """Some of the numbers, all others being known, and the points found possible there.

    Two points that are far enough apart in a number show that it is vague, and no program
    is needed for it.
    """

    def __init__(
        self, places: Places, truth: Numbers, rows: Sequence[Row], last: Sequence[Row]
    ) -> None:
        self.places = places
        self._all, self.truth = truth, truth[places]
        self.where = np.full(len(truth), -1, dtype=np.int64)
        self.where[places] = np.arange(len(places))
        newest = {id(row) for row in last}
        self.rows = self._of(row for row in rows if id(row) not in newest)
        self.points: list[Numbers] = []
        self._before: tuple[int, list[Numbers]] = 0, []
        self._constraint: LinearConstraint | None = None
        self.learns([row for row in rows if id(row) in newest])

    def learns(self, rows: Iterable[Row]) -> None:
        found = self._of(rows)
        self._before = len(found), self.points[-MOST_POINTS:]
        self.points = [self._nearer(point, found) for point in self._before[1]]
        self.rows += found
        if found:
            self._constraint = None

    def forgets(self) -> None:
        count, points = self._before
        if count:
            del self.rows[len(self.rows) - count :]
            self._constraint = None
        self.points = [*points, *self.points[len(points) :]]
        self._before = 0, self.points

    def bound(self, place: int, low: float, high: float) -> None:
        at = self.where[[place]]
        if at[0] >= 0:
            row = Row(at, np.ones(1), low, high, SHARED)
            self.points = [self._nearer(point, [row]) for point in self.points]

    def shows_vague(self, place: int) -> bool:
        at = self.where[place]
        seen = [self.truth[at], *(point[at] for point in self.points)]
        far = floor(max(seen) + _NEAR) - ceil(min(seen) - _NEAR)
        return int(far) >= WIDEST_GUESS

    def look(self, goal: Numbers, bounds: Bounds) -> None:
        """Go as far as possible against a goal, and keep the point."""
        # Without whole numbers this is the plain program, with half the preparations
        # of `linprog`, which take longer than solving it.
        found = milp(goal, constraints=self._known(), bounds=bounds, options=AT_ONCE)
        if found.status == 0:
            self.points.append(np.asarray(found.x, dtype=np.float64))

    def _of(self, rows: Iterable[Row]) -> list[Row]:
        found = (row.within(self.where, self._all) for row in rows)
        return [row for row in found if row is not None]

    def _nearer(self, point: Numbers, rows: Sequence[Row]) -> Numbers:
        """Bring a point as near to the truth as it takes to be possible still.

        All that is known are straight lines and flat borders, so with two points all
        between them are possible, and the truth always is.
        """
        part = 1.0
        for row in rows:
            true = float(np.dot(self.truth[row.at], row.by))
            there = float(np.dot(point[row.at], row.by))
            if not row.low - _NEAR <= there <= row.high + _NEAR:
                end = row.low if there < row.low else row.high
                part = min(part, max(0.0, (end - true) / (there - true)))
        return self.truth + part * (point - self.truth) if part < 1 else point

    def _known(self) -> LinearConstraint | tuple[()]:
        if not self.rows:
            return ()
        if self._constraint is None:
            starts = np.cumsum([0, *(len(row.at) for row in self.rows)])
            places = np.concatenate([row.at for row in self.rows])
            values = np.concatenate([row.by for row in self.rows])
            shape = len(self.rows), len(self.places)
            self._constraint = LinearConstraint(
                csr_matrix((values, places, starts), shape=shape).tocsc(),
                np.array([row.low for row in self.rows]),
                np.array([row.high for row in self.rows]),
            )
        return self._constraint


@dataclass
class Attacker:
    """Somebody with every printed number, who asks how far each hidden one can move.

    What lies `apart` are the numbers of one neighborhood each. Where there are many, the
    attacker is told all but a few of them to the person before a number is looked for:
    what is vague to somebody who knows more is vague to everybody, and a program stays as
    small as with a few.
    """

    truth: Numbers
    lowest: Numbers
    highest: Numbers
    guarded: list[int]
    equal: list[Sum] = field(default_factory=list)
    between: list[Told] = field(default_factory=list)
    programs: int = 0
    apart: Sequence[Sequence[int]] = ()

    def __post_init__(self) -> None:
        self._part = np.full(len(self.truth), SHARED, dtype=np.int64)
        for nth, places in enumerate(self.apart):
            self._part[places] = nth
        sizes = [float(self.truth[places].sum()) for places in self.apart]
        self._largest = sorted(range(len(sizes)), key=lambda nth: -sizes[nth])
        self._rows: dict[int, list[Row]] = {}
        self._views: dict[tuple[int, int], View] = {}
        self._last: list[Row] = []
        self._keep([(at, by, total, total) for at, by, total in self.equal])
        self._keep(self.between)

    def learns(self, rows: Sequence[Told]) -> None:
        """Tell something more; points that are possible no longer are moved."""
        self.between.extend(rows)
        self._last = self._keep(rows)
        for (part, most), view in self._views.items():
            known = self._known(part, most)
            view.learns([row for row in self._last if row.part not in known])

    def forgets(self) -> None:
        """Take back what was told last; what was possible before is so again."""
        del self.between[len(self.between) - len(self._last) :]
        for row in reversed(self._last):
            self._rows[row.part].pop()
        self._last = []
        for view in self._views.values():
            view.forgets()

    def bound(self, place: int, low: float, high: float) -> None:
        """Say between what a number lies; points outside are moved."""
        self.lowest[place], self.highest[place] = low, high
        for view in self._views.values():
            view.bound(place, low, high)

    def is_vague(self, place: int) -> bool:
        """Tell whether whole numbers up to five apart are possible.

        Not whether each between them is: sums that fit may come in steps.
        """
        for most in MOST_OPEN:
            view = self._view(int(self._part[place]), most)
            for sign in (1.0, -1.0):
                if view.shows_vague(place):
                    return True
                self._look(view, place, sign)
            if view.shows_vague(place):
                return True
            if len(self.apart) <= most:
                break
        return False

    def first_narrow(self, start: int = 0) -> int | None:
        """Find a guarded number that is not vague; None when all are."""
        for nth in range(start, len(self.guarded)):
            if not self.is_vague(self.guarded[nth]):
                return nth
        return None

    def _look(self, view: View, place: int, sign: float) -> None:
        goal = np.zeros(len(self.truth))
        # All else is pushed the same way a little: one program then shows many.
        goal[self.guarded] = sign * 1e-5
        goal[place] += sign
        self.programs += 1
        at = view.places
        view.look(goal[at], Bounds(self.lowest[at], self.highest[at]))

    def _view(self, part: int, most: int) -> View:
        """Give the numbers that are open while one of a neighborhood is looked for."""
        if len(self.apart) <= most:
            part, most = SHARED, len(self.apart) + 1
        name = (part, most)
        if name not in self._views:
            known = self._known(part, most)
            is_open = ~np.isin(self._part, [*known])
            rows = [
                row
                for key, of_it in self._rows.items()
                if key not in known
                for row in of_it
            ]
            self._views[name] = View(
                np.flatnonzero(is_open), self.truth, rows, self._last
            )
        return self._views[name]

    def _known(self, part: int, most: int) -> set[int]:
        """Name the neighborhoods that are known while one of them is looked at."""
        return {*self._largest[most - 1 :]} - {part}

    def _keep(self, told: Sequence[Told]) -> list[Row]:
        rows = []
        for at, by, low, high in told:
            places = np.array(at, dtype=np.int64)
            parts = np.unique(self._part[places])
            part = int(parts[0]) if len(parts) == 1 else SHARED
            row = Row(places, np.array(by, dtype=np.float64), low, high, part)
            self._rows.setdefault(part, []).append(row)
            rows.append(row)
        return rows
