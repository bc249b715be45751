"""How sure a ranking is: seeded redraws of every line's weight (SCIENCE 2).

Our own Gamma sampler, built on nothing but `random()`, so that a seed gives the same
ranks under every version of Python (RULINGS 3).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from random import Random

Uniform = Callable[[], float]


@dataclass(frozen=True)
class Drawable:
    """A line as the draw sees it: points = multiplier * weight, phi from the city."""

    code: str
    multiplier: float
    weight: float
    phi: float


@dataclass(frozen=True)
class Chances:
    """Where a line came in the draws; ranks are counted from 1."""

    p_first: float
    p_top3: float
    rank_low: int
    rank_high: int


@dataclass(frozen=True)
class Draws:
    """Points of every line in every draw: `points[code][draw]`."""

    points: dict[str, list[float]]

    def above(self, upper: str, lower: str) -> float:
        """P(upper > lower), 0 to 1. Raises KeyError for a line that was not drawn."""
        pairs = zip(self.points[upper], self.points[lower], strict=True)
        wins = [a > b for a, b in pairs]
        return sum(wins) / len(wins)

    def chances(
        self, among: Sequence[str] | None = None, *, interval: float = 0.9
    ) -> dict[str, Chances]:
        """Rank the lines of `among` (all by default) in every draw."""
        codes = sorted(self.points if among is None else among)
        ranks: dict[str, list[int]] = {code: [] for code in codes}
        for drawn in zip(*(self.points[code] for code in codes), strict=True):
            placed = sorted(zip(drawn, codes, strict=True), key=_most_first)
            for rank, (_, code) in enumerate(placed, 1):
                ranks[code].append(rank)
        return {code: _summed_up(ranks[code], interval) for code in codes}


def standard_normal(uniform: Uniform) -> float:
    """Marsaglia's polar method; the second value of a pair is not kept."""
    while True:
        a, b = 2.0 * uniform() - 1.0, 2.0 * uniform() - 1.0
        s = a * a + b * b
        if 0.0 < s < 1.0:
            return a * sqrt(-2.0 * log(s) / s)


def gamma(uniform: Uniform, shape: float) -> float:
    """Gamma(shape, 1): Marsaglia and Tsang (2000), boosted below shape 1.

    Raises ValueError when the shape is not above zero.
    """
    if shape <= 0:
        raise ValueError("A Gamma needs a shape above zero.")
    if shape < 1:
        return gamma(uniform, shape + 1.0) * exp(-_exponential(uniform) / shape)
    d = shape - 1.0 / 3.0
    c = 1.0 / sqrt(9.0 * d)
    while True:
        z = standard_normal(uniform)
        cube = (1.0 + c * z) ** 3
        if (
            cube > 0
            and _exponential(uniform) > d * (cube - 1.0 - log(cube)) - z * z / 2
        ):
            return d * cube


def draw_lines(
    lines: Sequence[Drawable], *, seed: int, draws: int = 2000, plus: float = 0.5
) -> Draws:
    """Redraw V* = phi * Gamma(V / phi + 0.5) of each line, in the order of the codes."""
    uniform = Random(seed).random  # noqa: S311 - a simulation that must repeat, no secret
    ordered = sorted(lines, key=lambda line: line.code)
    points: dict[str, list[float]] = {line.code: [] for line in ordered}
    for _ in range(draws):
        for line in ordered:
            weight = line.phi * gamma(uniform, line.weight / line.phi + plus)
            points[line.code].append(line.multiplier * weight)
    return Draws(points)


def quantile(ordered: Sequence[int], q: float) -> int:
    """Take the value at q of a sorted row, without averaging two (RULINGS 3)."""
    return ordered[min(len(ordered) - 1, int(q * len(ordered)))]


def _exponential(uniform: Uniform) -> float:
    return -log(1.0 - uniform())


def _most_first(placed: tuple[float, str]) -> tuple[float, str]:
    return -placed[0], placed[1]


def _summed_up(ranks: list[int], interval: float) -> Chances:
    ordered, n = sorted(ranks), len(ranks)
    tail = (1.0 - interval) / 2
    return Chances(
        p_first=ranks.count(1) / n,
        p_top3=sum(rank <= 3 for rank in ranks) / n,  # noqa: PLR2004 - “top 3” is what it says
        rank_low=quantile(ordered, tail),
        rank_high=quantile(ordered, 1.0 - tail),
    )
