"""Priority now: what to look at here, this month (SCIENCE 1.2). Sums with no database.

Units: a tally counts people (weighted, so not whole numbers); ages are hours; points
have no unit. Nothing here raises for any number of people from zero up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from math import fsum, log1p, sqrt
from typing import Any

FIXED_POINT = 2**40
"""One voice of full strength, as the whole number that the database sums."""


@dataclass(frozen=True)
class Weights:
    """Every number of the method; a version of them is a row (SCIENCE 1.2, 1.6, 2)."""

    half_life_days: float = 15.0
    open_floor: float = 1 / 16
    free_unverified: float = 2.0
    support_gain: float = 2.0
    support_unit: float = 4.0
    backlog_gain: float = 0.5
    severity: tuple[int, ...] = (1, 2, 4, 8, 16)
    live_days: int = 180
    voices_days: int = 120
    draws: int = 2000
    draw_shape_plus: float = 0.5
    interval: float = 0.9
    band_breaks_at: float = 0.8
    early_signal_at: float = 0.8
    unranked_below: int = 15
    early_below: int = 30
    line_people: int = 3
    public_people: int = 5
    new_account_days: int = 14
    new_account_share: float = 0.5
    burst_days: int = 7
    burst_share: float = 0.6
    burst_quantile: float = 0.99
    top_person_share: float = 0.25
    clerk_share: float = 0.25
    trust_rule: str = "confirmed"

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Weights:
        """Read a stored version; a number it does not name keeps its default."""
        known = {f.name for f in fields(cls)}
        kept = {name: value for name, value in values.items() if name in known}
        if "severity" in kept:
            kept["severity"] = tuple(kept["severity"])
        return cls(**kept)

    def as_values(self) -> dict[str, Any]:
        return {**asdict(self), "severity": list(self.severity)}

    def harm(self, level: int) -> int:
        """S: 1, 2, 4, 8, 16 for harm level 1 to 5."""
        return self.severity[level - 1]


DEFAULT = Weights()


@dataclass(frozen=True, slots=True)
class Tally:
    """People of one tier on one issue: `n` heads and `f`, each head faded by its age."""

    n: float = 0.0
    f: float = 0.0

    def faded(self, *, is_open: bool, floor: float) -> float:
        """Count what is left of them; an open issue never falls under the floor."""
        return max(self.f, self.n * floor) if is_open else self.f

    @classmethod
    def of_ages(cls, ages_days: Iterable[float], half_life: float = 15.0) -> Tally:
        """Tally whole voices by their ages in days, in the fixed point of a report."""
        fades = [fade(age * 24, half_life) for age in ages_days]
        return cls(n=float(len(fades)), f=sum(fades) / FIXED_POINT)


@dataclass(frozen=True, slots=True)
class IssueInput:
    """What the database counted about one issue (or one group of merged issues)."""

    ver: Tally = field(default_factory=Tally)
    unv: Tally = field(default_factory=Tally)
    sup_ver: Tally = field(default_factory=Tally)
    sup_unv: Tally = field(default_factory=Tally)
    is_open: bool = True
    is_late: bool = False

    @property
    def has_verified(self) -> bool:
        return self.ver.n > 0 or self.sup_ver.n > 0


@dataclass(frozen=True, slots=True)
class IssueScore:
    """One issue's effective voices `v` and weight of concern `x`."""

    ver: float
    unv: float
    sup: float
    v: float
    x: float
    x_uncapped: float
    is_open: bool
    is_late: bool
    has_verified: bool


@dataclass(frozen=True, slots=True)
class LineScore:
    """One line: PRIORITY NOW = severity * weight * backlog * adjustment."""

    severity: int
    weight: float
    backlog: float
    adjustment: float
    weight_uncapped: float

    @property
    def points(self) -> float:
        return self.severity * self.weight * self.backlog * self.adjustment

    @property
    def points_unadjusted(self) -> float:
        return self.severity * self.weight * self.backlog

    @property
    def points_without_harm(self) -> float:
        return self.weight * self.backlog * self.adjustment

    @property
    def points_without_backlog(self) -> float:
        return self.severity * self.weight * self.adjustment

    @property
    def points_uncapped(self) -> float:
        return self.severity * self.weight_uncapped * self.backlog * self.adjustment


def fade(hours: float, half_life_days: float = 15.0) -> int:
    """One voice after `hours`, as a whole number of 2**-40 voices (RULINGS 3)."""
    left: float = 0.5 ** (max(0.0, hours) / (24 * half_life_days))
    return round(FIXED_POINT * left)


def kish(n: float, rho: float) -> float:
    """Kish's effective number of `n` equally correlated voices (SCIENCE 1.2)."""
    return n / (1.0 + (n - 1.0) * rho) if n > 0 else 0.0


def support(people: float, weights: Weights = DEFAULT) -> float:
    """Turn “me too” people into reports: half a report at first, then a logarithm."""
    return weights.support_gain * log1p(people / weights.support_unit)


def capped(verified: float, unverified: float, weights: Weights = DEFAULT) -> float:
    """Count unverified people in full up to two more than the verified ones."""
    return verified + min(unverified, weights.free_unverified + verified)


def score_issue(given: IssueInput, weights: Weights = DEFAULT) -> IssueScore:
    """Work out v and x of one issue (SCIENCE 1.2; supporters as RULINGS 13)."""

    def left(tally: Tally) -> float:
        return tally.faded(is_open=given.is_open, floor=weights.open_floor)

    ver, unv = left(given.ver), left(given.unv)
    sup_ver, sup_unv = left(given.sup_ver), left(given.sup_unv)
    sup = sup_ver + min(sup_unv, weights.free_unverified + ver)
    v = capped(ver, unv, weights) + support(sup, weights)
    uncapped = ver + unv + support(sup_ver + sup_unv, weights)
    return IssueScore(
        ver=ver,
        unv=unv,
        sup=sup,
        v=v,
        x=sqrt(v),
        x_uncapped=sqrt(uncapped),
        is_open=given.is_open,
        is_late=given.is_late,
        has_verified=given.has_verified,
    )


def line_weight(issues: Sequence[IssueScore], weights: Weights = DEFAULT) -> float:
    """V: issues nobody verified count up to two more than those somebody did."""
    verified = fsum(issue.x for issue in issues if issue.has_verified)
    unverified = fsum(issue.x for issue in issues if not issue.has_verified)
    return capped(verified, unverified, weights)


def backlog(issues: Sequence[IssueScore], weights: Weights = DEFAULT) -> float:
    """B: 1.0 with nothing overdue, 1.5 when every open issue is past its target."""
    still_open = fsum(issue.x for issue in issues if issue.is_open)
    late = fsum(issue.x for issue in issues if issue.is_open and issue.is_late)
    return 1.0 + weights.backlog_gain * (late / still_open if still_open > 0 else 0.0)


def score_line(
    issues: Sequence[IssueScore],
    *,
    harm_level: int,
    adjustment: float = 1.0,
    weights: Weights = DEFAULT,
) -> LineScore:
    """Score one neighborhood's kind from its issues, in any order."""
    return LineScore(
        severity=weights.harm(harm_level),
        weight=line_weight(issues, weights),
        backlog=backlog(issues, weights),
        adjustment=adjustment,
        weight_uncapped=fsum(issue.x_uncapped for issue in issues),
    )


def shares(points: Mapping[str, float]) -> dict[str, float]:
    """Each line's part of the neighborhood's points, 0 to 1."""
    total = fsum(points.values())
    return {code: value / total if total > 0 else 0.0 for code, value in points.items()}


def ranking(points: Mapping[str, float]) -> list[str]:
    """Most points first; equals in code order, so that ids never matter."""
    return sorted(points, key=lambda code: (-points[code], code))


def dispersion(weights_of_issues: Sequence[float]) -> float:
    """Give phi = sum of x squared / sum of x; 1 where nothing was reported (SCIENCE 2)."""
    total = fsum(weights_of_issues)
    return fsum(x * x for x in weights_of_issues) / total if total > 0 else 1.0
