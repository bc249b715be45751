"""How alike two reports are, by place, words and time (SCIENCE 5). No database."""

from __future__ import annotations

import re
from math import asin, cos, exp, radians, sin, sqrt

_EARTH_M = 6_371_008.8
_WORD = re.compile(r"\w+")
_LONGEST = 300  # characters compared: a title's worth, and time stays bounded
SHOW_FROM = 0.45


def metres_between(lat: float, lon: float, lat2: float, lon2: float) -> float:
    """Distance along the ground in metres; all four are degrees."""
    up = sin(radians(lat2 - lat) / 2) ** 2
    across = sin(radians(lon2 - lon) / 2) ** 2
    inner = up + cos(radians(lat)) * cos(radians(lat2)) * across
    return 2 * _EARTH_M * asin(min(1.0, sqrt(inner)))


def _common_length(one: str, other: str) -> int:
    """Length of the longest common subsequence."""
    row = [0] * (len(other) + 1)
    for letter in one:
        corner = 0
        for at, wanted in enumerate(other, 1):
            above = row[at]
            row[at] = corner + 1 if letter == wanted else max(above, row[at - 1])
            corner = above
    return row[-1]


def ratio(one: str, other: str) -> float:
    """Share of letters two texts have in common, in order: 0 to 1."""
    both = len(one) + len(other)
    return 2 * _common_length(one, other) / both if both else 1.0


def token_set_ratio(one: str, other: str) -> float:
    """Likeness of two texts as sets of words: 1 when one says all the other does."""
    mine = set(_WORD.findall(one.lower()[:_LONGEST]))
    theirs = set(_WORD.findall(other.lower()[:_LONGEST]))
    if not mine or not theirs:
        return 0.0
    shared = mine & theirs
    if shared in (mine, theirs):
        return 1.0
    base = " ".join(sorted(shared))
    left = f"{base} {' '.join(sorted(mine - shared))}".strip()
    right = f"{base} {' '.join(sorted(theirs - shared))}".strip()
    with_base = max(ratio(base, left), ratio(base, right)) if shared else 0.0
    return max(ratio(left, right), with_base)


def _near(metres: float, same_within_m: float) -> float:
    return exp(-((metres / same_within_m) ** 2) / 2)


def _recent(days: float) -> float:
    return exp(-max(0.0, days) / 30)


def score(metres: float, days: float, words: float, same_within_m: float = 75) -> float:
    """How alike two concerns are, 0 to 1: by place .6, words .25 and time .15."""
    place = 0.6 * _near(metres, same_within_m)
    return place + 0.25 * words + 0.15 * _recent(days)


def score_before_text(metres: float, days: float, same_within_m: float = 75) -> float:
    """Score while only the place is known (RULINGS 18)."""
    return 0.8 * _near(metres, same_within_m) + 0.2 * _recent(days)
