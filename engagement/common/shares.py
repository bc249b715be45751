"""How sure a share or a mean is when only some of the people said something. Pure."""

from __future__ import annotations

from functools import lru_cache
from math import exp, lgamma, log, sqrt
from typing import Final

_Z: Final = 1.959963984540054  # 95 of 100
_TAIL: Final = 0.025  # outside on either side
_CLOSE: Final = 1e-12
_TINY: Final = 1e-300
_MOST_STEPS: Final = 300


def wilson(part: float, whole: float) -> tuple[float, float]:
    """Give the range a share lies in, 95 times of 100 (Wilson 1927; SCIENCE 8)."""
    if whole <= 0:
        return 0.0, 1.0
    share, z2 = part / whole, _Z * _Z
    middle = (share + z2 / (2 * whole)) / (1 + z2 / whole)
    half = sqrt(share * (1 - share) / whole + z2 / (4 * whole * whole))
    half *= _Z / (1 + z2 / whole)
    return max(0.0, middle - half), min(1.0, middle + half)


def t_interval(mean: float, sd: float, n: float) -> tuple[float, float]:
    """Give the range a mean lies in, 95 times of 100 (Student 1908; SCIENCE 8).

    Raises ValueError for fewer than two answers.
    """
    if n <= 1:
        message = "a mean of fewer than two answers has no range"
        raise ValueError(message)
    half = t_quantile(n - 1) * sd / sqrt(n)
    return mean - half, mean + half


def welch_interval(
    first: tuple[float, float, float], second: tuple[float, float, float]
) -> tuple[float, float]:
    """Give the range of how much the second mean is higher (Welch 1947).

    Each is (mean, sd, n). Raises ValueError for fewer than two answers.
    """
    (mean1, sd1, n1), (mean2, sd2, n2) = first, second
    if min(n1, n2) <= 1:
        message = "a mean of fewer than two answers has no range"
        raise ValueError(message)
    part1, part2 = sd1 * sd1 / n1, sd2 * sd2 / n2
    both = part1 + part2
    if both == 0:
        return mean2 - mean1, mean2 - mean1
    freedom = both * both / (part1 * part1 / (n1 - 1) + part2 * part2 / (n2 - 1))
    half = t_quantile(freedom) * sqrt(both)
    return mean2 - mean1 - half, mean2 - mean1 + half


@lru_cache(maxsize=4096)
def t_quantile(freedom: float) -> float:
    """Give how many standard errors 95 of 100 lie within, by degrees of freedom."""
    low, high = 0.0, 1e8
    while high - low > _CLOSE * high:
        middle = (low + high) / 2 if high < 2 * low + 1 else sqrt((low + 1e-3) * high)
        if _t_tail(middle, freedom) > _TAIL:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _t_tail(t: float, freedom: float) -> float:
    """Tell how often Student’s t lies above t, for t of 0 and more."""
    x = freedom / (freedom + t * t)
    return _incomplete_beta(freedom / 2, 0.5, x) / 2


def _incomplete_beta(a: float, b: float, x: float) -> float:
    """Work out the regularized incomplete beta function by its continued fraction."""
    if x in (0.0, 1.0):
        return x
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(a, b, x) / a
    return 1 - front * _fraction(b, a, 1 - x) / b


def _fraction(a: float, b: float, x: float) -> float:
    """Sum the continued fraction after Lentz."""
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    found = d
    for m in range(1, _MOST_STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            d = 1 / _not_zero(1 + step * d)
            c = _not_zero(1 + step / c)
            found *= c * d
        if abs(c * d - 1) < _CLOSE:
            break
    return found


def _not_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
