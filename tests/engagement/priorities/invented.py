"""The truth model of SCIENCE 1.3: invented neighborhoods whose real needs are known.

Severity known and right, the size of a problem lognormal, how loud a neighborhood is
lognormal too (p90/p10 about 2.9) and against its need (-.4), none to three people who
report a pet worry again and again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from random import Random

from engagement.priorities.scoring import IssueInput, IssueScore, Tally, score_issue

SEVERITY = (1, 1, 2, 2, 2, 4, 4, 4, 8, 8, 16, 2)
DAYS = 120
VERIFIED = 0.6


@dataclass(frozen=True)
class Invented:
    """What was reported on each line, and the open problems that are really there."""

    issues: list[list[IssueScore]]
    burden: list[float]
    reports: int


@dataclass(frozen=True)
class _Problem:
    size: float
    is_open: bool
    ages: Sequence[float]


def city_rates(random: Random, density: float = 1.0) -> list[float]:
    """Problems of each line per 1,000 people in 120 days; rarer when severe."""
    return [density * random.gammavariate(2, 0.5) * 6 / sqrt(s) for s in SEVERITY]


def neighborhood(
    random: Random,
    rates: Sequence[float] | None = None,
    *,
    with_loud_people: bool = True,
    all_verified: bool = False,
) -> Invented:
    """One neighborhood of a city with these rates, or of a city of its own."""
    rates = rates or city_rates(random)
    people = min(20.0, max(0.6, exp(random.gauss(log(4), 0.7))))
    need = random.gauss(0, 1)
    loudness = exp(0.42 * (-0.4 * need + sqrt(1 - 0.16) * random.gauss(0, 1)))
    verified = 1.0 if all_verified else VERIFIED
    lines: list[list[IssueScore]] = []
    burden: list[float] = []
    reports = 0
    for usual in rates:
        rate = usual * exp(0.35 * need) * random.gammavariate(3, 1 / 3) * people
        problems = [_problem(random, loudness) for _ in range(_poisson(random, rate))]
        told = [one for one in problems if one.ages]
        lines.append(
            [_scored(random, p.ages, verified, is_open=p.is_open) for p in told]
        )
        burden.append(sum(one.size for one in problems if one.is_open))
        reports += sum(len(one.ages) for one in told)
    for _loud_person in range(random.randrange(4) if with_loud_people else 0):
        line = lines[random.randrange(len(lines))]
        for _issue in range(random.randint(1, 3)):
            ages = [random.uniform(0, 60)]
            line.append(_scored(random, ages, verified, is_open=True))
    return Invented(lines, burden, reports)


def _problem(random: Random, loudness: float) -> _Problem:
    begun, lasts = random.uniform(0, DAYS), random.expovariate(1 / 40)
    size = exp(random.gauss(0, 0.8))
    seen = min(lasts, DAYS - begun)
    reports = _poisson(random, 0.012 * loudness * size * 2 * seen)
    ages = [DAYS - begun - random.uniform(0, seen) for _ in range(reports)]
    return _Problem(size, begun + lasts > DAYS, ages)


def _scored(
    random: Random, ages: Iterable[float], verified: float, *, is_open: bool
) -> IssueScore:
    tiers: tuple[list[float], list[float]] = ([], [])
    for age in ages:
        tiers[random.random() < verified].append(age)
    unv, ver = map(Tally.of_ages, tiers)
    return score_issue(IssueInput(ver=ver, unv=unv, is_open=is_open))


def _poisson(random: Random, mean: float) -> int:
    """Knuth's way, in pieces so that no factor vanishes."""
    count = 0
    while mean > 0:
        piece, product = min(mean, 30.0), random.random()
        while product > exp(-piece):
            count, product = count + 1, product * random.random()
        mean -= piece
    return count
