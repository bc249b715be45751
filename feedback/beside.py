"""What is printed beside the numbers of a question, and what each thing tells. Pure.

Means, middles, weighted shares and places in a ranking are sums of the same answers. Each
is written down here as an attacker would: what it says about the numbers, given that it
was rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from engagement.common.suppression import FEWEST_ANSWERS
from feedback.attacking import Told
from feedback.disclosure import Guard
from feedback.figures import mean_and_spread, mean_range, middle_place
from feedback.weighting import effect_of

FEWEST_WEIGHTED: Final = 30
_TENTH: Final = 0.05  # half of what a number with one decimal leaves open
_PERCENT: Final = 0.005


def mean_beside(guard: Guard, values: Sequence[float]) -> list[float] | None:
    """Give the mean and its range with one decimal, if nothing small shows through."""
    counts = [int(count) for count in guard.unit.own[: len(values)]]
    people = sum(counts)
    if people < FEWEST_ANSWERS or not guard.is_shown:
        return None
    mean, spread = mean_and_spread(counts, values)
    low, high = mean_range(people, mean, spread)
    shown = [round(one, 1) for one in (mean, low, high)]
    wider = sqrt(people) / float(stdtrit(people - 1, 0.975))
    told = _mean_tells(values, shown, wider)
    return shown if guard.may_tell(told) else None


def _mean_tells(
    values: Sequence[float], shown: Sequence[float], wider: float
) -> list[Told]:
    """Say what the mean and the range tell; the spread is so much wider than the range."""
    at, (mean, low, high) = list(range(len(values))), shown
    half = (high - low) / 2
    wide = ((half + _TENTH) * wider) ** 2
    narrow = (max(half - _TENTH, 0) * wider) ** 2
    far = [(value - mean) ** 2 for value in values]
    return [
        (at, [v - mean - _TENTH for v in values], -np.inf, 0.0),
        (at, [v - mean + _TENTH for v in values], 0.0, np.inf),
        (at, [d - wide - _TENTH**2 for d in far], -np.inf, -wide),
        (at, [d - narrow for d in far], -narrow, np.inf),
    ]


def middle_beside(guard: Guard, answers: int) -> int | None:
    """Give the answer in the middle, if nothing small shows through."""
    middle = middle_place([int(count) for count in guard.unit.own[:answers]])
    if middle is None or not guard.is_shown:
        return None
    at = list(range(answers))
    upto = [0.5 if place <= middle else -0.5 for place in at]
    below = [0.5 if place < middle else -0.5 for place in at]
    told: list[Told] = [(at, upto, 0.0, np.inf), (at, below, -np.inf, 0.0)]
    return middle if guard.may_tell(told) else None


def weighted_beside(
    guard: Guard,
    codes: NDArray[np.int64],
    weights: NDArray[np.float64],
    columns: dict[str, NDArray[np.int64]],
) -> dict[str, Any] | None:
    """Give the weighted shares in whole percent, if nothing small shows through.

    `columns` say for each trait weighted by in which printed column everybody is. The
    attacker knows the weight of everybody to the digit.
    """
    said = codes >= 0
    is_any = guard.is_shown and guard.is_printed[: guard.height].any()
    if said.sum() < FEWEST_WEIGHTED or not is_any:
        return None
    effect = effect_of(weights[said])
    if effect.is_too_much:
        return {"is_too_much": True}
    whole = float(weights[said].sum())
    by_answer = np.bincount(codes[said], weights=weights[said], minlength=guard.height)
    shares = [round(100 * float(share)) for share in by_answer / whole]
    columns = {t: codes for t, codes in columns.items() if t in guard.unit.crosses}
    kinds, whose = _kinds(weights, columns, said)
    start = guard.widen(*_joint(guard, codes[said], kinds, whose, [*columns]))
    told: list[Told] = [
        (
            [start + row * len(kinds) + kind for kind in range(len(kinds))],
            [float(one) for one in kinds[:, -1]],
            whole * (shares[row] / 100 - _PERCENT),
            whole * (shares[row] / 100 + _PERCENT),
        )
        for row in range(guard.height)
        if guard.is_printed[row]
    ]
    if not guard.may_tell(told, for_groups=True):
        return None
    shown = [
        share if guard.is_printed[row] else None for row, share in enumerate(shares)
    ]
    return {"shares": shown, "worth": 5 * round(effect.answers / 5)}


def _kinds(
    weights: NDArray[np.float64],
    columns: dict[str, NDArray[np.int64]],
    said: NDArray[np.bool_],
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Tell people apart by their columns and their weight alone."""
    together = np.stack(
        [*(column[said] for column in columns.values()), weights[said].round(9)], axis=1
    )
    kinds, whose = np.unique(together, axis=0, return_inverse=True)
    return kinds, whose.reshape(-1)


def _joint(
    guard: Guard,
    codes: NDArray[np.int64],
    kinds: NDArray[np.float64],
    whose: NDArray[np.int64],
    traits: Sequence[str],
) -> tuple[list[float], list[tuple[list[int], list[float], float]]]:
    """Lay out how many of each kind gave each answer, which sum to what is printed."""
    wide, start = len(kinds), len(guard.truth)
    truth = np.bincount(codes * wide + whose, minlength=guard.height * wide)
    equal: list[tuple[list[int], list[float], float]] = []
    for row in range(guard.height):
        every = [start + row * wide + kind for kind in range(wide)]
        equal.append(([row, *every], [-1.0, *[1.0] * wide], 0.0))
        for nth, trait in enumerate(traits):
            groups = guard.unit.crosses[trait].groups
            for column in range(len(groups)):
                inside = [every[k] for k in range(wide) if kinds[k, nth] == column]
                place = guard.place(trait, row, column)
                equal.append(([place, *inside], [-1.0, *[1.0] * len(inside)], 0.0))
    return [float(count) for count in truth], equal


def places_beside(guard: Guard, table: NDArray[np.int64]) -> list[float] | None:
    """Give the mean place of each answer in a ranking, if nothing small shows through.

    `table` counts how often each answer (columns) was put in each place (rows).
    """
    ranked = table.sum(axis=0)
    if not guard.is_shown or (ranked < FEWEST_ANSWERS).any():
        return None
    places = np.arange(1, len(table) + 1)
    means = [
        round(float(places @ table[:, answer] / ranked[answer]), 1)
        for answer in range(table.shape[1])
    ]
    start = len(guard.truth)
    wide = table.shape[1]
    equal: list[tuple[list[int], list[float], float]] = []
    for place in range(len(table)):
        row = [start + place * wide + answer for answer in range(wide)]
        equal.append((row, [1.0] * wide, float(table[place].sum())))
    told: list[Told] = []
    for answer in range(wide):
        column = [start + place * wide + answer for place in range(len(table))]
        equal.append((column, [1.0] * len(column), float(ranked[answer])))
        equal.append(([answer, column[0]], [1.0, -1.0], 0.0))
        low, high = means[answer] - _TENTH, means[answer] + _TENTH
        weights = [float(place) for place in places]
        told.append(
            (column, weights, low * float(ranked[answer]), high * float(ranked[answer]))
        )
    guard.widen([float(count) for count in table.reshape(-1)], equal, are_cells=True)
    return means if guard.may_tell(told) else None
