"""Somebody who takes every published table of a wave together and works backwards.

Unlike the attacker inside (`feedback.disclosure`), this one starts from the published
tables alone, over all questions at once: the same people answered them all, so how many
live in every corner of the traits is one set of unknown numbers for all questions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from math import sqrt
from typing import Any

import numpy as np
from scipy.special import stdtrit

from feedback.attacking import Attacker
from feedback.telling import Printed

Told = tuple[list[int], list[float], float, float]


@dataclass
class Beyond:
    """Further unknown numbers from `start` on, and what is known of them."""

    start: int
    truth: list[float] = field(default_factory=list)
    equal: list[tuple[list[int], list[float], float]] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)


def _mean_tells(
    at: Sequence[int], values: Sequence[float], printed: Printed
) -> list[Told]:
    ends = (printed.mean, printed.low, printed.high)
    half = 0.5 if all(one == int(one) for one in ends) else 0.05
    return [
        ([*at], [one - printed.mean - half for one in values], -np.inf, 0.0),
        ([*at], [one - printed.mean + half for one in values], 0.0, np.inf),
    ]


@dataclass
class Attack:
    """One wave: what was answered, what was published of it, and what follows."""

    traits: Mapping[str, Sequence[str]]
    questions: Mapping[str, Sequence[str]]
    people: Sequence[Mapping[str, Any]]
    tables: Mapping[str, Any]
    weights: Sequence[float] | None = None
    values: Mapping[str, Sequence[float]] = field(default_factory=dict)
    index: Mapping[str, Mapping[str, Printed]] = field(default_factory=dict)
    items: Mapping[str, Mapping[str, Sequence[float]]] = field(default_factory=dict)
    beside: Sequence[tuple[list[int], int | None]] = ()  # printed somewhere else
    all_but: str = ""  # the one item of which not everybody’s answer is known

    def __post_init__(self) -> None:
        self.corners = list(product(*self.traits.values()))
        self.own = [
            question for question in self.questions if question not in self.traits
        ]
        self.starts: dict[str, int] = {}
        wide = len(self.corners)
        for question in self.own:
            self.starts[question] = wide
            wide += len(self.questions[question]) * len(self.corners)
        self.wide = wide
        self.small: dict[str, list[int]] = {}
        self.sums: list[list[int]] = []

    # -- numbers are sums of unknown ones ----------------------------------------------
    def at(
        self, question: str, answer: int, trait: str = "", group: str = ""
    ) -> list[int]:
        """Give the unknown numbers that make up one number."""
        start = self.starts[question] + answer * len(self.corners)
        return [start + nth for nth in self._corners(trait, group)]

    def _corners(self, trait: str = "", group: str = "") -> Iterator[int]:
        nth = [*self.traits].index(trait) if trait else 0
        for place, corner in enumerate(self.corners):
            if not trait or corner[nth] == group:
                yield place

    def truth(self) -> np.ndarray:
        found = np.zeros(self.wide)
        for person in self.people:
            corner = self.corners.index(tuple(person[t] for t in self.traits))
            found[corner] += 1
            for question in self.own:
                answer = list(self.questions[question]).index(str(person[question]))
                found[self.starts[question] + answer * len(self.corners) + corner] += 1
        return found

    # -- what was printed --------------------------------------------------------------
    def printed(self) -> Iterator[tuple[list[int], int | None]]:
        """Give every printed number; None for one that is not."""
        for trait, groups in self.traits.items():
            part = self.tables[trait]["parts"][0]
            shown = dict(zip(part["answers"], part["counts"], strict=True))
            hidden = [group for group in groups if shown[group] in (None, -1)]
            for group in groups:
                yield list(self._corners(trait, group)), shown[group]
            together = [c for group in hidden for c in self._corners(trait, group)]
            yield together, part.get("others")
            yield list(self._corners()), part["said"]  # as the gap has it
        yield from self.beside
        for question in self.own:
            yield from self._printed_of(question)

    def _printed_of(self, question: str) -> Iterator[tuple[list[int], int | None]]:
        part = self.tables[question]["parts"][0]
        yield (
            [c for a, _ in enumerate(part["counts"]) for c in self.at(question, a)],
            part["n"],
        )
        for answer, count in enumerate(part["counts"]):
            yield self.at(question, answer), count
        for trait, by in part["by"].items():
            others = self._others(trait, by)
            for group, told in by.items():
                groups = others if group == "others" else [group]
                for answer, count in enumerate(told["counts"]):
                    places = [
                        c for g in groups for c in self.at(question, answer, trait, g)
                    ]
                    yield places, count

    def _others(self, trait: str, by: Mapping[str, Any]) -> list[str]:
        """Guess from its size which groups went together; some may be in no column."""
        left = [group for group in self.traits[trait] if group not in by]
        about = by.get("others", {}).get("n") or 0
        fits = [
            [*some]
            for many in range(1, len(left) + 1)
            for some in combinations(left, many)
            if abs(sum(p[trait] in some for p in self.people) - about) <= 2
        ]
        return fits[0] if len(fits) == 1 else []

    def told(self, truth: np.ndarray) -> Iterator[Told]:
        for places, count in self.printed():
            found = self._bounds(places, count, truth)
            if found is not None:
                yield places, [1.0] * len(places), *found
        for question, values in self.values.items():
            yield from self._mean(question, values)
        if self.weights is not None:
            yield from self._weighted()
        for measure, index in self.index.items():
            for place, printed in index.items():
                yield from self._indexed(self.items[measure], place, printed)

    def _indexed(
        self, items: Mapping[str, Sequence[float]], place: str, printed: Printed
    ) -> Iterator[Told]:
        """Say what the index of a place tells; everybody answered every item."""
        trait = "home" if place else ""
        ends = (printed.low, printed.high)
        half = 0.5 if all(one == int(one) for one in (printed.mean, *ends)) else 0.05
        everybody = [*self._corners(trait, place)]
        yield (
            everybody,
            [1.0] * len(everybody),
            max(10.0, printed.answers - 2.0),
            printed.answers + 2.0,
        )
        for side, low, high in ((-half, 0.0, np.inf), (half, -np.inf, 0.0)):
            places, weights = [], []
            for question, values in items.items():
                for answer, value in enumerate(values):
                    cells = self.at(question, answer, trait, place)
                    places += cells
                    weights += [value - printed.mean - side] * len(cells)
            yield places, weights, low, high
        if len(items) == 1:
            yield from self._spread(next(iter(items.items())), place, printed)

    def _spread(
        self,
        item: tuple[str, Sequence[float]],
        place: str,
        printed: Printed,
    ) -> Iterator[Told]:
        """Say what the range tells of the spread where one item alone is the measure."""
        places, values = [], []
        for answer, value in enumerate(item[1]):
            cells = self.at(item[0], answer, "home" if place else "", place)
            places += cells
            values += [value] * len(cells)
        yield from self._range_tells(places, values, place, printed)

    def _range_tells(
        self,
        places: Sequence[int],
        values: Sequence[float],
        place: str,
        printed: Printed,
    ) -> Iterator[Told]:
        """Say what a range tells of how far values lie apart, its ends rounded outward."""
        ends = (printed.low, printed.high)
        half = 0.5 if all(one == int(one) for one in (printed.mean, *ends)) else 0.05
        steps = (10.0, 5.0, 2.0, 1.0) if half > 0.1 else (0.1,)
        step = next((s for s in steps if not any(end % s for end in ends)), steps[-1])
        up, down = printed.high - printed.mean, printed.mean - printed.low
        longest = [up + half] if printed.high < 100 else []  # else it may be cut off
        longest += [down + half] if printed.low > 0 else []
        people = len([p for p in self.people if not place or p["home"] == place])
        by = sqrt(people) / float(stdtrit(people - 1, 0.975))
        narrow = max(0.0, max(up, down) - step - half) * by
        far = [(value - printed.mean) ** 2 for value in values]
        at = [*places]
        if longest:
            wide = min(longest) * by
            yield at, [one - wide**2 - half**2 for one in far], -np.inf, -(wide**2)
        yield at, [one - narrow**2 for one in far], -(narrow**2), np.inf

    # -- somebody who knows everybody’s other answers ----------------------------------
    def _knowing_the_others(self, start: int) -> Beyond:
        """Lay out, place by place, how many with the same other answers gave each answer.

        What each of these would be worth is known, and so what the range of a measure of
        several items says of them.
        """
        measure, items = next(
            (m, items) for m, items in self.items.items() if self.all_but in items
        )
        beyond = Beyond(start)
        worth: dict[str, list[tuple[int, float]]] = {"": []}
        for home in self.traits["home"]:
            worth[home] = self._lay_out(beyond, items, home)
            worth[""] += worth[home]
        for place, printed in self.index[measure].items():
            at, values = zip(*worth[place], strict=True)
            beyond.told += self._range_tells(at, values, place, printed)
            beyond.told += _mean_tells(at, values, printed)
        return beyond

    def _lay_out(
        self, beyond: Beyond, items: Mapping[str, Sequence[float]], home: str
    ) -> list[tuple[int, float]]:
        asked, own = self.questions, items[self.all_but]
        people = [p for p in self.people if p["home"] == home]
        others = [
            sum(
                values[list(asked[q]).index(str(p[q]))]
                for q, values in items.items()
                if q != self.all_but
            )
            for p in people
        ]
        given = [list(asked[self.all_but]).index(str(p[self.all_but])) for p in people]
        kinds = sorted(set(others))
        first, wide = beyond.start + len(beyond.truth), len(own)
        for kind in kinds:
            mine = [g for g, o in zip(given, others, strict=True) if o == kind]
            begin = beyond.start + len(beyond.truth)
            beyond.truth += [float(mine.count(answer)) for answer in range(wide)]
            every = [*range(begin, begin + wide)]
            beyond.equal.append((every, [1.0] * wide, float(len(mine))))
        for answer in range(wide):
            laid = [first + nth * wide + answer for nth in range(len(kinds))]
            cells = self.at(self.all_but, answer, "home", home)
            signs = [-1.0] * len(laid) + [1.0] * len(cells)
            beyond.equal.append(([*laid, *cells], signs, 0.0))
        return [
            (first + nth * wide + answer, (kind + own[answer]) / len(items))
            for nth, kind in enumerate(kinds)
            for answer in range(wide)
        ]

    def _bounds(
        self, places: Sequence[int], count: int | None, truth: np.ndarray
    ) -> tuple[float, float] | None:
        if not places:
            return None
        if count is not None and count > 0:
            return max(10.0, count - 2), count + 2.0
        if self._looks_alike(places[0]):
            return None
        if count == -1:
            return 10.0, np.inf
        return (0.0, 9.0) if truth[places].sum() < 10 else None

    def _looks_alike(self, place: int) -> bool:
        """Tell whether hidden numbers of this question do not say if they are small."""
        measured = {question for items in self.items.values() for question in items}
        wide = len(self.corners)
        return any(
            0 <= place - self.starts[one] < wide * len(self.questions[one])
            for one in measured
        )

    def _mean(self, question: str, values: Sequence[float]) -> Iterator[Told]:
        mean = self.tables[question]["parts"][0].get("mean")
        if mean is None:
            return
        for side, low, high in ((-0.05, 0.0, np.inf), (0.05, -np.inf, 0.0)):
            places, weights = [], []
            for answer, value in enumerate(values):
                cells = self.at(question, answer)
                places += cells
                weights += [value - mean[0] - side] * len(cells)
            yield places, weights, low, high

    def _weighted(self) -> Iterator[Told]:
        weights = self.weights or ()
        by_corner = dict.fromkeys(range(len(self.corners)), 1.0)
        for person, weight in zip(self.people, weights, strict=True):
            corner = self.corners.index(tuple(person[t] for t in self.traits))
            by_corner[corner] = weight
        whole = sum(weights)
        for question in self.own:
            shares = (self.tables[question]["parts"][0].get("weighted") or {}).get(
                "shares", ()
            )
            for answer, share in enumerate(shares):
                if share is not None:
                    cells = self.at(question, answer)
                    low, high = (whole * (share + off) / 100 for off in (-0.5, 0.5))
                    yield cells, [by_corner[c] for c in range(len(cells))], low, high

    # -- the attack --------------------------------------------------------------------
    def narrowed(self) -> list[list[int]]:
        """Give the small numbers that can be narrowed to fewer than six values."""
        truth = self.truth()
        small = [places for places in self._cells() if truth[places].sum() < 10]
        wide = self.wide + len(small)
        whole = np.concatenate([truth, [truth[places].sum() for places in small]])
        equal = [
            (
                [corner, *self._same(question, corner)],
                [-1.0, *[1.0] * len(self.questions[question])],
                0.0,
            )
            for question in self.own
            for corner in range(len(self.corners))
        ]
        equal += [
            ([self.wide + nth, *places], [-1.0, *[1.0] * len(places)], 0.0)
            for nth, places in enumerate(small)
        ]
        beyond = self._knowing_the_others(wide) if self.all_but else Beyond(wide)
        every = wide + len(beyond.truth)
        attacker = Attacker(
            np.concatenate([whole, beyond.truth]),
            np.zeros(every),
            np.full(every, np.inf),
            [*range(self.wide, wide)],
            equal + beyond.equal,
            [*self.told(truth), *beyond.told],
        )
        return [
            places
            for nth, places in enumerate(small)
            if not attacker.is_vague(self.wide + nth)
        ]

    def _same(self, question: str, corner: int) -> list[int]:
        count = len(self.questions[question])
        return [
            self.starts[question] + answer * len(self.corners) + corner
            for answer in range(count)
        ]

    def _cells(self) -> Iterator[list[int]]:
        """Give every number a table has a place for, shown or not."""
        for trait, groups in self.traits.items():
            for group in groups:
                yield list(self._corners(trait, group))
        for question in self.own:
            for answer in range(len(self.questions[question])):
                yield self.at(question, answer)
                for trait, groups in self.traits.items():
                    for group in groups:
                        yield self.at(question, answer, trait, group)
