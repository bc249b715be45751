"""Who looks at people's contacts more than one would expect; pure sums, no names.

A pattern is a question for the overseer to ask, never a verdict: nobody is scored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median
from typing import Final

LOOKED_BACK: Final = timedelta(days=90)
_WEEK, _MONTH, _AN_HOUR = timedelta(days=7), timedelta(days=30), timedelta(hours=1)
_WEEKS_BEFORE: Final = 8
_FEWEST: Final = 5  # fewer looks in a week are never odd by their number
_TIMES: Final = 3
_SAME: Final = 3
_NIGHTLY: Final = 2
_NIGHT_FROM, _NIGHT_TO = 22, 6
_KNOWS_THE_AREA: Final = 5


class Pattern(StrEnum):
    """What is odd."""

    COLLEAGUES = "colleagues"
    USUAL = "usual"
    HOUR = "hour"
    NIGHT = "night"
    SAME = "same"
    AREA = "area"


@dataclass(frozen=True)
class Seen:
    """One look: by whom, when in town time, where, at whom."""

    actor: int
    at: datetime
    place: int | None
    person: str


@dataclass(frozen=True)
class Odd:
    """One pattern, with the number seen and the number it is compared with."""

    pattern: Pattern
    number: int
    beside: float = 0


def odd_patterns(looks: Iterable[Seen], now: datetime) -> dict[int, list[Odd]]:
    """Give what is odd about each person who looked, and nothing for the others."""
    by_actor: dict[int, list[Seen]] = {}
    for look in sorted(looks, key=lambda one: one.at):
        by_actor.setdefault(look.actor, []).append(look)
    weekly = {
        actor: sum(one.at > now - _WEEK for one in seen)
        for actor, seen in by_actor.items()
    }
    found = {}
    for actor, seen in by_actor.items():
        others = [n for other, n in weekly.items() if other != actor]
        odd = [*_by_number(seen, weekly[actor], others, now), *_by_kind(seen, now)]
        if odd:
            found[actor] = odd
    return found


def _by_number(
    seen: Sequence[Seen], week: int, others: Sequence[int], now: datetime
) -> list[Odd]:
    odd = []
    colleagues = median(others) if others else 0
    if others and week >= _FEWEST and week > _TIMES * max(colleagues, 1):
        odd.append(Odd(Pattern.COLLEAGUES, week, colleagues))
    begin = now - _WEEK - _WEEKS_BEFORE * _WEEK
    before = sum(begin < one.at <= now - _WEEK for one in seen) / _WEEKS_BEFORE
    if before and week >= _FEWEST and week > _TIMES * before:
        odd.append(Odd(Pattern.USUAL, week, before))
    fastest = _most_in_an_hour([one.at for one in seen if one.at > now - _MONTH])
    if fastest >= _FEWEST:
        odd.append(Odd(Pattern.HOUR, fastest))
    return odd


def _most_in_an_hour(moments: Sequence[datetime]) -> int:
    return max(
        (sum(first <= at < first + _AN_HOUR for at in moments) for first in moments),
        default=0,
    )


def _by_kind(seen: Sequence[Seen], now: datetime) -> list[Odd]:
    recent = [one for one in seen if one.at > now - _MONTH]
    odd = []
    nightly = sum(is_night(one.at) for one in recent)
    if nightly >= _NIGHTLY:
        odd.append(Odd(Pattern.NIGHT, nightly, len(recent)))
    most = max(Counter(one.person for one in recent).values(), default=0)
    if most >= _SAME:
        odd.append(Odd(Pattern.SAME, most))
    strange = _out_of_the_way(seen, now)
    if strange:
        odd.append(Odd(Pattern.AREA, strange))
    return odd


def is_night(at: datetime) -> bool:
    return at.hour >= _NIGHT_FROM or at.hour < _NIGHT_TO


def _out_of_the_way(seen: Sequence[Seen], now: datetime) -> int:
    """Count this week's looks in places where the person never looked before."""
    before = {one.place for one in seen if one.at <= now - _WEEK}
    known = sum(one.at <= now - _WEEK for one in seen) >= _KNOWS_THE_AREA
    return known * sum(one.at > now - _WEEK and one.place not in before for one in seen)
