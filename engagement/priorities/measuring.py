"""From counted rows to measured lines: everything about a line that no rank decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from engagement.priorities.checks import check
from engagement.priorities.fingerprint import DECIMALS, input_hash
from engagement.priorities.frozen import Sentence
from engagement.priorities.inputs import (
    Given,
    IssueRow,
    KindOnList,
    LineRow,
    Submissions,
)
from engagement.priorities.scoring import (
    IssueScore,
    Weights,
    backlog,
    line_weight,
    score_issue,
    score_line,
)


@dataclass(frozen=True)
class PublicCounts:
    """Of issues with a public page only (RULINGS 24).

    The weight too: what all issues weigh less the public ones tells what is private.
    """

    people: int
    supporters: int
    visitors: int
    issues: int
    late_issues: int
    weekly: list[int]
    weight: float
    backlog: float


@dataclass(frozen=True)
class Measured:
    """One line before it is ranked; its numbers are rounded as they are stored."""

    kind: str
    harm_level: int
    severity: int
    target_days: int
    usual_targets: bool
    weight: float
    weight_uncapped: float
    backlog: float
    phi: float
    people: int
    supporters: int
    visitors: int
    issues: int
    open_issues: int
    late_issues: int
    unanswered_issues: int
    oldest_unanswered_on: str | None
    staff_found: int
    weekly: list[int]
    flags: list[Sentence]
    public: PublicCounts | None

    @property
    def points_unadjusted(self) -> float:
        return self.severity * self.weight * self.backlog


@dataclass(frozen=True)
class Scored:
    """A counted row beside its score."""

    row: IssueRow
    score: IssueScore


def score_rows(rows: Iterable[IssueRow], weights: Weights) -> dict[str, list[Scored]]:
    """Score every issue and put it under its kind."""
    lines: dict[str, list[Scored]] = defaultdict(list)
    for row in rows:
        lines[row.kind].append(Scored(row, score_issue(row.given, weights)))
    return dict(sorted(lines.items()))


def measure(
    given: Given, scored: dict[str, list[Scored]], weights: Weights
) -> list[Measured]:
    """Measure every line, in the order of the codes."""
    return [
        _line(code, issues, given, given.kinds[code], weights)
        for code, issues in scored.items()
    ]


def snapshot_hash(given: Given, other: dict[str, Any]) -> str:
    """Hash all that was counted; no id of an issue or a person is part of it."""
    counted = given.counted
    return input_hash(
        {
            **other,
            "voices": counted.voices,
            "issues": sorted(_fingerprint(row) for row in counted.issues),
            "lines": {code: asdict(line) for code, line in counted.lines.items()},
            "kinds": {code: asdict(kind) for code, kind in given.kinds.items()},
            "phi": given.phi,
            "staff_found": given.staff_found,
            "submissions": {c: asdict(s) for c, s in given.submissions.items()},
        }
    )


def _fingerprint(row: IssueRow) -> str:
    """Every number of the row but its id; whole fractions of 2**-40, so exact."""
    given = row.given
    tallies = (given.ver, given.unv, given.sup_ver, given.sup_unv)
    numbers: list[object] = [number for t in tallies for number in (t.n, t.f)]
    numbers += [given.is_open, given.is_late, row.reporters, row.supporters, row.voices]
    numbers += [row.is_public, row.is_answered, row.first_on, row.street]
    numbers += [row.has_usual_target]
    return "|".join(map(str, [row.kind, *numbers, row.new_account_f, row.is_burst]))


def _line(
    code: str,
    issues: Sequence[Scored],
    given: Given,
    kind: KindOnList,
    weights: Weights,
) -> Measured:
    rows = [issue.row for issue in issues]
    scores = [issue.score for issue in issues]
    people = given.counted.lines[code]
    sums = score_line(scores, harm_level=kind.harm_level, weights=weights)
    waiting = [row for row in rows if row.given.is_open and not row.is_answered]
    submitted = given.submissions.get(code, Submissions())
    return Measured(
        kind=code,
        harm_level=kind.harm_level,
        severity=sums.severity,
        target_days=kind.target_days,
        usual_targets=all(row.has_usual_target for row in rows if _is_late(row)),
        weight=round(sums.weight, DECIMALS),
        weight_uncapped=round(sums.weight_uncapped, DECIMALS),
        backlog=round(sums.backlog, DECIMALS),
        phi=given.phi.get(code, 1.0),
        people=people.people,
        supporters=people.supporters,
        visitors=people.visitors,
        issues=len(rows),
        open_issues=sum(row.given.is_open for row in rows),
        late_issues=sum(map(_is_late, rows)),
        unanswered_issues=len(waiting),
        oldest_unanswered_on=min(
            (r.first_on.isoformat() for r in waiting), default=None
        ),
        staff_found=given.staff_found.get(code, 0),
        weekly=list(people.weekly),
        flags=check(rows, scores, people.weekly, submitted, weights),
        public=None if kind.is_sensitive else _public(issues, people, weights),
    )


def _public(
    issues: Sequence[Scored], people: LineRow, weights: Weights
) -> PublicCounts | None:
    """A line with no public issue at all is not on the public list."""
    public = [issue for issue in issues if issue.row.is_public]
    if not public:
        return None
    shown = [issue.row for issue in public]
    scores = [issue.score for issue in public]
    return PublicCounts(
        people=people.public_people,
        supporters=people.public_supporters,
        visitors=people.public_visitors,
        issues=len(shown),
        late_issues=sum(map(_is_late, shown)),
        weekly=list(people.public_weekly),
        weight=round(line_weight(scores, weights), DECIMALS),
        backlog=round(backlog(scores, weights), DECIMALS),
    )


def _is_late(row: IssueRow) -> bool:
    return row.given.is_open and row.given.is_late
