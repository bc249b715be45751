"""SCIENCE 1.6: what one person with many accounts, or many neighbors, do to a list.

Somebody pushes the line that is third from the bottom of an invented neighborhood; how
often does it reach the top three, or the first place?
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from engagement.priorities.scoring import (
    DEFAULT,
    IssueInput,
    IssueScore,
    Tally,
    kish,
    line_weight,
    score_issue,
)
from tests.engagement.priorities.invented import SEVERITY, neighborhood

TOP = 3
TARGET = 2  # third from the bottom
PLACES = 1_200


@dataclass(frozen=True)
class Attack:
    """What is added to the line, all of it `age` days ago and open."""

    ver: float = 0
    unv: float = 0
    me_too: int = 0
    me_too_unverified: int = 0
    issues: int = 1
    days_between: float = 0

    def scores(self) -> list[IssueScore]:
        return [
            self._score(1 + number * self.days_between) for number in range(self.issues)
        ]

    def _score(self, age: float) -> IssueScore:
        left = 0.5 ** (age / DEFAULT.half_life_days)

        def tally(people: float) -> Tally:
            return Tally(n=people, f=people * left)

        return score_issue(
            IssueInput(
                ver=tally(self.ver),
                unv=tally(self.unv),
                sup_ver=tally(self.me_too),
                sup_unv=tally(self.me_too_unverified),
            )
        )


STRONG = {
    "one person, 50 accounts, one issue, unverified": Attack(unv=50),
    "same, on one network (origin group)": Attack(unv=kish(50, 0.5)),
    "50 accounts, 50 fake issues, unverified": Attack(unv=1, issues=50),
    "one account, 50 reports": Attack(ver=1),
    "one verified account, 50 “different” issues (3 count)": Attack(ver=1, issues=3),
    "50 unverified “me too”": Attack(ver=1, me_too_unverified=50),
    "500 verified “me too”": Attack(ver=1, me_too=500),
    "50 phone-verified accounts on one issue": Attack(ver=50),
    "50 phone-verified, aged accounts, 50 fake issues": Attack(ver=1, issues=50),
    "ORGANIC 50 residents, 12 issues, 70 % verified": Attack(
        ver=3, unv=1, issues=12, days_between=2
    ),
    "ORGANIC 12 residents, 6 issues": Attack(ver=1, unv=1, issues=6, days_between=4),
    "ORGANIC 30 residents, 10 issues, nobody verified": Attack(
        unv=3, issues=10, days_between=2
    ),
    "… after 10 of those 30 use a letter or meeting code": Attack(
        ver=1, unv=2, issues=10, days_between=2
    ),
}
"""The rows of SCIENCE 1.6, with only phone, letter and meeting codes as proof."""

CONFIRMED = {
    "one person, 50 accounts, no mail link pressed": Attack(unv=50),
    "50 addresses of one unknown domain, links pressed, one issue": Attack(
        ver=kish(50, 0.5)
    ),
    "50 addresses of one unknown domain, links pressed, 50 fake issues": Attack(
        ver=kish(50, 0.5) / 50, issues=50
    ),
    "50 addresses of known domains, links pressed, one issue": Attack(ver=50),
    "50 addresses of known domains, links pressed, 50 fake issues": Attack(
        ver=1, issues=50
    ),
    "one account, link pressed, 50 “different” issues (3 count)": Attack(
        ver=1, issues=3
    ),
    "ORGANIC 30 residents, 10 issues, nobody pressed a link": Attack(
        unv=3, issues=10, days_between=2
    ),
    "ORGANIC 30 residents, 10 issues, all pressed theirs": Attack(
        ver=3, issues=10, days_between=2
    ),
}
"""The same under the rule that comes with the program: a pressed mail link is proof."""


def chances(
    attacks: dict[str, Attack], places: int = PLACES
) -> dict[str, tuple[float, float]]:
    """P(reaches the top 3) and P(is first) of the pushed line, by attack."""
    pushed = {name: attack.scores() for name, attack in attacks.items()}
    reached = {name: [0, 0] for name in attacks}
    for seed in range(places):
        lines = neighborhood(Random(1000 + seed)).issues  # noqa: S311 - a simulation that must repeat
        points = [
            s * line_weight(line) for s, line in zip(SEVERITY, lines, strict=True)
        ]
        target = sorted(range(len(points)), key=points.__getitem__)[TARGET]
        others = [value for code, value in enumerate(points) if code != target]
        for name, more in pushed.items():
            value = SEVERITY[target] * line_weight([*lines[target], *more])
            above = sum(other > value for other in others)
            reached[name][0] += above < TOP
            reached[name][1] += above == 0
    return {
        name: (top / places, first / places) for name, (top, first) in reached.items()
    }
