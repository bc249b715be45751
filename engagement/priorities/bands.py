"""What a report may claim: bands of lines that are about equal, and when not to rank."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from itertools import pairwise

from engagement.priorities.scoring import DEFAULT, Weights


class Rule(StrEnum):
    """The rule for a neighborhood by its distinct voices in 120 days (SCIENCE 2)."""

    EMPTY = "empty"
    THIN = "thin"
    EARLY = "early"
    RANKED = "ranked"


def rule_for(voices: int, *, lines: int, weights: Weights = DEFAULT) -> Rule:
    """Below 15 voices no ranking, below 30 early signals only."""
    if lines == 0:
        return Rule.EMPTY
    if voices < weights.unranked_below:
        return Rule.THIN
    return Rule.EARLY if voices < weights.early_below else Rule.RANKED


def bands(
    ordered: Sequence[str],
    above: Callable[[str, str], float],
    *,
    breaks_at: float = DEFAULT.band_breaks_at,
) -> dict[str, int]:
    """Number the bands from 1; one ends where P(upper > lower) >= .80 (RULINGS 27)."""
    band, numbered = 1, dict.fromkeys(ordered[:1], 1)
    for upper, lower in pairwise(ordered):
        band += above(upper, lower) >= breaks_at
        numbered[lower] = band
    return numbered


def equals_of(code: str, numbered: dict[str, int]) -> list[str]:
    """Name the lines right above and below that are of the same band (SCIENCE 2).

    No others: along a list of small steps a band may be long, and its first line is not
    about equal with its last.
    """
    order = list(numbered)
    at = order.index(code)
    beside = [*order[max(0, at - 1) : at], *order[at + 1 : at + 2]]
    return [other for other in beside if numbered[other] == numbered[code]]


def may_be_ranked(people: int, *, public: bool, weights: Weights = DEFAULT) -> bool:
    """At least 3 people for officers, 5 for everyone (SCIENCE 2)."""
    return people >= (weights.public_people if public else weights.line_people)
