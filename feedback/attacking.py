"""How far somebody who has every printed number can narrow a hidden one. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil, floor
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_matrix, csr_matrix

from engagement.common.suppression import WIDEST_GUESS

_NEAR: Final = 1e-6

Numbers = NDArray[np.float64]
Told = tuple[list[int], list[float], float, float]  # places, weights, lowest, highest


@dataclass
class Attacker:
    """Somebody with every printed number, who asks how far each hidden one can move.

    Points found on the way are kept: two that are far enough apart in a number show
    that it is vague, and no program is needed for it.
    """

    truth: Numbers
    lowest: Numbers
    highest: Numbers
    guarded: list[int]
    equal: list[tuple[list[int], list[float], float]] = field(default_factory=list)
    between: list[tuple[list[int], list[float], float, float]] = field(
        default_factory=list
    )
    programs: int = 0

    def __post_init__(self) -> None:
        self.points: list[Numbers] = [self.truth]
        self._constraint: LinearConstraint | None = None

    def learns(
        self, rows: Sequence[tuple[list[int], list[float], float, float]]
    ) -> None:
        """Tell something more; what was found possible without it may be no longer."""
        self.between.extend(rows)
        self._constraint = None
        self.points = [
            point
            for point in self.points
            if all(
                low - _NEAR <= float(np.dot(point[at], weights)) <= high + _NEAR
                for at, weights, low, high in rows
            )
        ]

    def bound(self, place: int, low: float, high: float) -> None:
        """Say between what a number lies; points outside are possible no longer."""
        self.lowest[place], self.highest[place] = low, high
        self.points = [
            point
            for point in self.points
            if low - _NEAR <= point[place] <= high + _NEAR
        ]

    def forgets(self, rows: int) -> None:
        """Take back the last things told."""
        del self.between[len(self.between) - rows :]
        self._constraint = None

    def is_vague(self, place: int) -> bool:
        """Tell whether a number can be at least six whole ones."""
        for sign in (1.0, -1.0):
            if self._seen_vague(place):
                return True
            self._look(place, sign)
        return self._seen_vague(place)

    def first_narrow(self, start: int = 0) -> int | None:
        """Find a guarded number that is not vague; None when all are."""
        for nth in range(start, len(self.guarded)):
            if not self.is_vague(self.guarded[nth]):
                return nth
        return None

    def _seen_vague(self, place: int) -> bool:
        seen = [point[place] for point in self.points]
        return (
            floor(max(seen) + _NEAR) - ceil(min(seen) - _NEAR) >= WIDEST_GUESS
            if seen
            else False
        )

    def _look(self, place: int, sign: float) -> None:
        goal = np.zeros(len(self.truth))
        goal[place] = sign
        # All else is pushed the same way a little: one program then shows many.
        goal[self.guarded] += sign * 1e-5
        self.programs += 1
        # Without whole numbers this is the plain program, with half the preparations
        # of `linprog`, which take longer than solving it.
        found = milp(
            goal,
            constraints=self._known(),
            bounds=Bounds(self.lowest, self.highest),
        )
        if found.status == 0:
            self.points.append(np.asarray(found.x, dtype=np.float64))

    def _known(self) -> LinearConstraint:
        if self._constraint is None:
            ends = [(at, by, total, total) for at, by, total in self.equal]
            ends += self.between
            self._constraint = LinearConstraint(
                _sparse([(at, by) for at, by, _low, _high in ends], len(self.truth)),
                np.array([low for _at, _by, low, _high in ends]),
                np.array([high for _at, _by, _low, high in ends]),
            )
        return self._constraint


def _sparse(rows: Sequence[tuple[list[int], list[float]]], wide: int) -> csc_matrix:
    starts = np.cumsum([0, *(len(at) for at, _by in rows)])
    places = np.array([one for at, _by in rows for one in at], dtype=np.int64)
    values = np.array([one for _at, by in rows for one in by], dtype=np.float64)
    return csr_matrix((values, places, starts), shape=(len(rows), wide)).tocsc()
