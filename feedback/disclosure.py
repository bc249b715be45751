"""What may be printed together about one question (SECURITY promise 9). Pure.

A question is printed with the numbers who gave each answer, and with the same for groups
of people, trait by trait. All of these are sums of the same people, so whoever has them
all can work backwards. Here an attacker does: a linear program that knows every printed
number and its rounding, which hidden numbers are small and which are not, how many
answered in each group to the person, and every mean and weighted share printed beside.
More is hidden until none of the small numbers can be narrowed to fewer than six values.

Since the attacker is given the exact size of every group, nothing that another question
says of the same groups can help: what is safe by itself is safe together (decision 0079).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engagement.common.suppression import (
    FEWEST_ANSWERS,
    STEP,
    WIDEST_GUESS,
    answers_shown,
)
from feedback.attacking import Attacker, Numbers, Told

MOST_PROGRAMS: Final = 900  # linear programs for one question; then less is printed
OTHERS: Final = "others"  # whoever is in no printed group, together
_HALF: Final = STEP // 2
_ENDLESS: Final = np.inf
Shown = list[int | None]


# -- which groups are told apart -------------------------------------------------------


def kept_groups(counts: Mapping[str, int], most: int | None = None) -> list[str]:
    """Name the groups that may be told apart; all the others go together.

    Groups under ten go together, and as many others with them as it takes until nobody
    who knows the size of every kept group to the person can narrow a small one.
    """
    order = sorted(counts, key=lambda group: (-counts[group], group))
    kept = [group for group in order if counts[group] >= FEWEST_ANSWERS][:most]
    while kept and not _is_vague([counts[g] for g in order if g not in kept]):
        kept.pop()
    return [group for group in counts if group in kept]


def _is_vague(hidden: Sequence[int]) -> bool:
    """Tell whether the sum of hidden groups leaves each small one a wide guess."""
    small = [count for count in hidden if count < FEWEST_ANSWERS]
    large = len(hidden) - len(small)
    room = sum(hidden) - FEWEST_ANSWERS * large
    lowest = 0 if large else max(0, room - (FEWEST_ANSWERS - 1) * (len(small) - 1))
    return not small or min(FEWEST_ANSWERS - 1, room) - lowest >= WIDEST_GUESS


# -- what is printed of one question ---------------------------------------------------


@dataclass(frozen=True)
class Cross:
    """How many of each group gave each answer; the last column is everybody else.

    Of `silent` groups no number is printed, only what the index says of them, where
    groups `are_indexed`.
    """

    groups: tuple[str, ...]
    cells: Sequence[Sequence[int]]
    are_others_shown: bool = False
    silent: frozenset[str] = frozenset()
    are_indexed: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.groups, OTHERS)


@dataclass(frozen=True)
class Unit:
    """One question, or one statement of it: how many gave each answer, and of whom.

    `unprinted` are answers nobody prints, as not to have chosen something. `told` are
    sums of answers that another question tells: how many were asked further. Where hidden
    numbers look `alike` nobody is told which of them are small.
    """

    own: Sequence[int]
    crosses: Mapping[str, Cross] = field(default_factory=dict)
    unprinted: frozenset[int] = frozenset()
    told: Sequence[Told] = ()
    are_hidden_alike: bool = False


class Guard:
    """A question as it may be printed; whatever is added to it is tried first."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.height = len(unit.own)
        self.starts: dict[str, int] = {}
        truth: list[int] = [*unit.own]
        for trait, cross in unit.crosses.items():
            self.starts[trait] = len(truth)
            truth += [count for row in cross.cells for count in row]
        self.truth = np.array(truth, dtype=np.float64)
        self.is_printed = self.truth >= FEWEST_ANSWERS
        self.is_shown = True
        self._print_nothing_of()
        self.attacker = self._attacker()

    # places of numbers: own answers first, then a block for each trait
    def place(self, trait: str, row: int, column: int) -> int:
        wide = len(self.unit.crosses[trait].columns)
        return self.starts[trait] + row * wide + column

    def own(self) -> Shown:
        return [self._shown(row) for row in range(self.height)]

    def cross(self, trait: str) -> dict[str, Shown]:
        """Give what each printed group said; everybody else only if groups are in it."""
        cross = self.unit.crosses[trait]
        shown = cross.columns if cross.are_others_shown else cross.groups
        return {
            group: [
                self._shown(self.place(trait, row, column))
                for row in range(self.height)
            ]
            for column, group in enumerate(shown)
        }

    def hide_enough(self, first: int = 0) -> int | None:
        """Hide more until no small number is narrow; give one that cannot be helped.

        Only numbers from the place `first` on are hidden.
        """
        nth = 0
        while (narrow := self.attacker.first_narrow(nth)) is not None:
            place = self.attacker.guarded[narrow]
            hidden = self._next_to_hide(place, first)
            if hidden is None or self.attacker.programs > MOST_PROGRAMS:
                return place
            self._hide(hidden)
            nth = narrow
        return None

    def may_tell(
        self, rows: Sequence[Told], *, for_groups: bool = False, for_all: bool = False
    ) -> bool:
        """Print something more if everything stays vague; else leave it out.

        What is worth it `for_groups` has numbers of groups hidden where that helps, what
        is worth it `for_all` any number.
        """
        before = self.is_printed.copy()
        self.attacker.learns(rows)
        first = self.height if for_groups else len(self.truth)
        if self.hide_enough(0 if for_all else first) is None:
            return True
        self.take_back(before)
        return False

    def take_back(self, before: NDArray[np.bool_]) -> None:
        """Tell what was told last no more, and print again what was hidden for it."""
        self.attacker.forgets()
        for place in np.flatnonzero(before & ~self.is_printed):
            self.is_printed[place] = True
            self.attacker.bound(int(place), *self._bounds(int(place)))

    def widen(
        self,
        truth: list[float],
        equal: list[tuple[list[int], list[float], float]],
        *,
        are_cells: bool = False,
        apart: Sequence[Sequence[int]] = (),
    ) -> int:
        """Lay out further numbers nobody prints, and how they hang together with these.

        Says where they begin. As `are_cells` they are guarded like all others. What lies
        `apart` are all numbers of one neighborhood each.
        """
        start, old = len(self.truth), self.attacker
        self.truth = np.concatenate([self.truth, truth])
        self.is_printed = np.concatenate([self.is_printed, np.zeros(len(truth), bool)])
        places = range(start, len(self.truth))
        bounds = [self._bounds(p) if are_cells else (0.0, _ENDLESS) for p in places]
        small = [p for p in places if are_cells and self.truth[p] < FEWEST_ANSWERS]
        self.attacker = Attacker(
            self.truth,
            np.concatenate([old.lowest, [low for low, _high in bounds]]),
            np.concatenate([old.highest, [high for _low, high in bounds]]),
            [*old.guarded, *small],
            [*old.equal, *equal],
            list(old.between),
            old.programs,
            apart or old.apart,
        )
        return start

    def _shown(self, place: int) -> int | None:
        is_printed = self.is_shown and self.is_printed[place]
        return answers_shown(int(self.truth[place])) if is_printed else None

    def _print_nothing_of(self) -> None:
        for row in self.unit.unprinted:
            self.is_printed[row] = False
        for trait, cross in self.unit.crosses.items():
            last = len(cross.groups)
            for row in range(self.height):
                for column in range(last + 1):
                    is_never = row in self.unit.unprinted
                    is_never |= column == last and not cross.are_others_shown
                    is_never |= column < last and cross.groups[column] in cross.silent
                    if is_never:
                        self.is_printed[self.place(trait, row, column)] = False

    def _attacker(self) -> Attacker:
        bounds = np.array(
            [self._bounds(place) for place in range(len(self.truth))], dtype=np.float64
        )
        attacker = Attacker(
            self.truth,
            bounds[:, 0],
            bounds[:, 1],
            self._guarded(),
            self._sums(),
            apart=self._neighborhoods(),
        )
        if self.unit.told:
            attacker.learns(self.unit.told)
        return attacker

    def _neighborhoods(self) -> list[list[int]]:
        """Say where all numbers of each neighborhood are, if many are told apart."""
        return [
            [self.place(trait, row, column) for row in range(self.height)]
            for trait, cross in self.unit.crosses.items()
            if cross.are_indexed
            for column in range(len(cross.columns))
        ]

    def _guarded(self) -> list[int]:
        """Every small number but of those who only did not say which group is theirs."""
        left_out = {
            self.place(trait, row, len(cross.groups))
            for trait, cross in self.unit.crosses.items()
            if not cross.are_others_shown
            for row in range(self.height)
        }
        small = np.flatnonzero(self.truth < FEWEST_ANSWERS)
        return [int(place) for place in small if int(place) not in left_out]

    def _sums(self) -> list[tuple[list[int], list[float], float]]:
        rows = range(self.height)
        sums = [_sum_of([*rows], self.truth)]
        for trait, cross in self.unit.crosses.items():
            for column in range(len(cross.columns)):
                column_of = [self.place(trait, row, column) for row in rows]
                sums.append(_sum_of(column_of, self.truth))
            for row in rows:
                row_of = [self.place(trait, row, c) for c in range(len(cross.columns))]
                sums.append(([row, *row_of], [-1.0, *[1.0] * len(row_of)], 0.0))
        return sums

    def _bounds(self, place: int) -> tuple[float, float]:
        """What is known of a number at once: its rounding, or whether it is small."""
        if self.is_printed[place]:
            shown = answers_shown(int(self.truth[place])) or 0
            return max(FEWEST_ANSWERS, shown - _HALF), shown + _HALF
        if self.unit.are_hidden_alike:
            return 0, _ENDLESS
        if self.truth[place] < FEWEST_ANSWERS:
            return 0, FEWEST_ANSWERS - 1
        return FEWEST_ANSWERS, _ENDLESS

    def _hide(self, place: int) -> None:
        self.is_printed[place] = False
        self.attacker.bound(place, *self._bounds(place))

    def _next_to_hide(self, narrow: int, first: int) -> int | None:
        """Choose what else to hide: beside the narrow one if possible, the smallest."""
        trait, row, column = self.where(narrow)

        def order(place: int) -> tuple[int, float, int]:
            other = self.where(place)
            if other[0] == trait and (other[2] == column or not trait):
                near = 0
            elif other[1] == row and other[0]:
                near = 1
            else:
                near = 2 if other[0] else 3
            return near, float(self.truth[place]), place

        printed = (int(p) for p in np.flatnonzero(self.is_printed) if p >= first)
        return min(printed, key=order, default=None)

    def where(self, place: int) -> tuple[str, int, int]:
        """Give the trait, the row and the column of a place; no trait for the answers."""
        if place < self.height:
            return "", place, 0
        trait = max(
            (t for t, start in self.starts.items() if start <= place),
            key=self.starts.__getitem__,
        )
        wide = len(self.unit.crosses[trait].columns)
        return (trait, *divmod(place - self.starts[trait], wide))


def protect(unit: Unit) -> Guard:
    """Give a question as it may be printed, with as many of its groups as that allows.

    A trait whose groups cannot be made safe is left out, and where not even the answers
    can, nothing is printed.
    """
    crosses = {trait: _vague(cross) for trait, cross in unit.crosses.items()}
    crosses = {trait: cross for trait, cross in crosses.items() if cross.groups}
    while True:
        guard = Guard(replace(unit, crosses=crosses))
        narrow = guard.hide_enough()
        if narrow is None:
            return guard
        if not crosses:
            guard.is_shown = False
            return guard
        trait = guard.where(narrow)[0]
        crosses = {
            one: cross for one, cross in crosses.items() if trait and one != trait
        }


def _vague(cross: Cross) -> Cross:
    """Put groups together until no group’s size alone tells of its small answers.

    Where nothing is printed of a group, its size says nothing of which answers are small:
    an index may be printed of it still.
    """
    kept, sizes = list(cross.groups), np.array(cross.cells).sum(axis=0)
    cells = {group: [row[n] for row in cross.cells] for n, group in enumerate(kept)}
    others = np.array([row[-1] for row in cross.cells])
    is_shown, silent = cross.are_others_shown, cross.silent
    if cross.are_indexed:
        silent |= {group for group in kept if not _is_vague(cells[group])}
    size = dict(zip(kept, sizes, strict=False))
    while kept:
        told = [group for group in kept if group not in silent]
        narrow = [group for group in told if not _is_vague(cells[group])]
        if not narrow and (not is_shown or _is_vague([int(n) for n in others])):
            break
        gone = min(narrow or kept, key=lambda group: int(size[group]))
        kept.remove(gone)
        others, is_shown = others + np.array(cells[gone]), True
    rows = [
        [*(cells[group][row] for group in kept), int(count)]
        for row, count in enumerate(others)
    ]
    return replace(
        cross,
        groups=tuple(kept),
        cells=rows,
        are_others_shown=is_shown,
        silent=silent,
    )


def _sum_of(places: list[int], truth: Numbers) -> tuple[list[int], list[float], float]:
    return places, [1.0] * len(places), float(truth[places].sum())
