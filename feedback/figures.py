"""How sure a figure is, and what stands in the middle. Pure (SCIENCE 8)."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Final

from scipy.special import stdtrit

from engagement.common.shares import wilson

_UPPER: Final = 0.975  # 95 of 100 lie between


def share_of(part: float, whole: float) -> tuple[float, float, float]:
    """Give a share with the range it lies in, 95 times of 100."""
    part = min(part, whole)
    return (part / whole if whole else 0.0, *wilson(part, whole))


def mean_range(people: int, mean: float, spread: float) -> tuple[float, float]:
    """Give the range a mean lies in, 95 times of 100 (Student’s t)."""
    half = float(stdtrit(people - 1, _UPPER)) * spread / sqrt(people)
    return mean - half, mean + half


def mean_and_spread(
    counts: Sequence[int], values: Sequence[float]
) -> tuple[float, float]:
    """Give the mean of counted values and their standard deviation."""
    people = sum(counts)
    mean = sum(n * v for n, v in zip(counts, values, strict=True)) / people
    square = sum(n * (v - mean) ** 2 for n, v in zip(counts, values, strict=True))
    return mean, sqrt(square / (people - 1)) if people > 1 else 0.0


def middle_place(counts: Sequence[int]) -> int | None:
    """Give the place of the answer in the middle: half chose it or one before it."""
    people, seen = sum(counts), 0
    for place, count in enumerate(counts):
        seen += count
        if people and 2 * seen >= people:
            return place
    return None
