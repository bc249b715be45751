"""Why a line stands where it does, as keys and numbers (SCIENCE 1.5, RULINGS 9).

`words.py` turns them into sentences in the reader's language; counts under five are
the renderer's care too, since only it knows who reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engagement.priorities.bands import Rule
from engagement.priorities.draws import Chances
from engagement.priorities.frozen import FrozenAdjustment, Sentence
from engagement.priorities.scoring import Weights, ranking


@dataclass(frozen=True)
class People:
    """The counts a reader may have: all of them, or those with a public page."""

    people: int
    supporters: int
    visitors: int
    issues: int
    late_issues: int


@dataclass(frozen=True)
class Factors:
    harm_level: int
    severity: int
    weight: float
    backlog: float
    adjustment: float
    target_days: int | None

    @property
    def points(self) -> float:
        return self.severity * self.weight * self.backlog * self.adjustment

    @property
    def multiplier(self) -> float:
        """All that the redrawn weight is multiplied by."""
        return self.severity * self.backlog * self.adjustment


@dataclass(frozen=True)
class WhatIf:
    """Which line would be first without one of the factors."""

    first: str
    without_harm: str
    without_overdue: str


def what_if(factors: Mapping[str, Factors]) -> WhatIf | None:
    """Rank the lines again without harm, and without the overdue; None without lines."""
    if not factors:
        return None
    return WhatIf(
        first=ranking({code: f.points for code, f in factors.items()})[0],
        without_harm=ranking({c: f.points / f.severity for c, f in factors.items()})[0],
        without_overdue=ranking({c: f.points / f.backlog for c, f in factors.items()})[
            0
        ],
    )


def place(chances: Chances, of: int, equal_with: list[str]) -> Sentence:
    """Say the range of ranks, and which lines are about equal."""
    return {
        "key": "place",
        "low": chances.rank_low,
        "high": chances.rank_high,
        "of": of,
        "equal_with": equal_with,
    }


def no_place(rule: Rule, people: int, voices: int, weights: Weights) -> Sentence:
    """Say why there is no rank."""
    if rule == Rule.RANKED:
        return {"key": "few_people", "people": people, "needed": weights.line_people}
    if rule == Rule.EARLY:
        return {"key": "too_early", "voices": voices, "needed": weights.early_below}
    return {"key": "too_thin", "voices": voices, "needed": weights.unranked_below}


def people(counts: People, target_days: int | None) -> list[Sentence]:
    """People come first; then how many problems, and how many wait too long.

    Without days where a problem came with a target of its own (RULINGS 7).
    """
    said: list[Sentence] = [
        {"key": "people", "count": counts.people},
        {"key": "issues", "count": counts.issues},
    ]
    if counts.supporters:
        said.insert(1, {"key": "supporters", "count": counts.supporters})
    if counts.visitors:
        said.append(
            {"key": "visitors", "share": counts.visitors / max(1, counts.people)}
        )
    if counts.late_issues:
        said.append({"key": "late", "count": counts.late_issues, "days": target_days})
    return said


def sums(factors: Factors, share: float) -> list[Sentence]:
    """Show every factor that is not 1, and what they come to."""
    return [
        {"key": "harm", "level": factors.harm_level, "counts": factors.severity},
        {
            "key": "points",
            "harm": factors.severity,
            "weight": factors.weight,
            "overdue": factors.backlog,
            "adjustment": factors.adjustment,
            "points": factors.points,
            "share": share,
        },
    ]


def certainty(chances: Chances, draws: int) -> Sentence:
    """Say how often the line came first and in the top three of the draws."""
    return {
        "key": "draws",
        "draws": draws,
        "p_first": chances.p_first,
        "p_top3": chances.p_top3,
    }


def would_it_change(code: str, other: WhatIf) -> list[Sentence]:
    """Both “what if” lines are always printed."""
    return [
        {"key": "without_harm", "first": other.without_harm, "self": code},
        {"key": "without_overdue", "first": other.without_overdue, "self": code},
    ]


def adjusted(
    adjustment: FrozenAdjustment | None,
    ranks: tuple[int | None, int | None],
    *,
    public: bool,
) -> Sentence:
    """Say who adjusted it and why, with both ranks; the free text is the officers'."""
    if adjustment is None or adjustment["factor"] == 1.0:
        return {"key": "not_adjusted"}
    said: Sentence = {
        "key": "adjusted",
        "factor": adjustment["factor"],
        "reason": adjustment["reason"],
        "until": adjustment["expires_on"],
        "rank": ranks[0],
        "rank_unadjusted": ranks[1],
    }
    return (
        said if public else said | {"by": adjustment["by"], "text": adjustment["text"]}
    )


def codes_add(rank: int | None, rank_uncapped: int | None) -> list[Sentence]:
    """Say what codes would add, never what people lack (RULINGS 28)."""
    if rank is None or rank_uncapped is None or rank_uncapped >= rank:
        return []
    return [{"key": "codes_add", "rank": rank_uncapped}]
