"""“Check this”: signs that a line deserves a second look; points stay (SCIENCE 1.6)."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, fsum, lgamma, log, log1p

from engagement.priorities.frozen import Sentence
from engagement.priorities.inputs import IssueRow, Submissions
from engagement.priorities.scoring import IssueScore, Weights

A0 = 0.5
"""What a line without a history is taken to have had before (SCIENCE 4)."""


def check(
    rows: Sequence[IssueRow],
    scores: Sequence[IssueScore],
    weekly: Sequence[int],
    submitted: Submissions,
    weights: Weights,
) -> list[Sentence]:
    """Name every sign of the line with its share, 0 to 1; nothing is decided by it."""
    signs = {
        "new_accounts": (_new_accounts(rows), weights.new_account_share),
        "burst": (_burst(rows, scores, weekly, weights), weights.burst_share),
    }
    found: list[Sentence] = [
        {"key": key, "share": share}
        for key, (share, at) in signs.items()
        if share >= at
    ]
    top, total = submitted.top_person, submitted.total
    if top > 1 and top > weights.top_person_share * total:
        found.append({"key": "one_person", "share": top / total})
    return found


def upper_limit(history: Sequence[int], q: float) -> int:
    """The q-quantile of next week's count: NB with a = .5 + sum, b = weeks (SCIENCE 4)."""
    shape, p = A0 + sum(history), len(history) / (len(history) + 1)
    count, total = 0, 0.0
    while True:
        total += _nb(count, shape, p)
        if total >= q:
            return count
        count += 1


def _new_accounts(rows: Sequence[IssueRow]) -> float:
    """The part of the faded voices that accounts gave within 14 days of joining."""
    tallies = [
        tally.f
        for row in rows
        for tally in (
            row.given.ver,
            row.given.unv,
            row.given.sup_ver,
            row.given.sup_unv,
        )
    ]
    everyone = fsum(tallies)
    return fsum(row.new_account_f for row in rows) / everyone if everyone else 0.0


def _burst(
    rows: Sequence[IssueRow],
    scores: Sequence[IssueScore],
    weekly: Sequence[int],
    weights: Weights,
) -> float:
    """The part of the weight from new issues of one voice, in a week out of the usual."""
    if weekly[-1] <= upper_limit(weekly[:-1], weights.burst_quantile):
        return 0.0
    everything = fsum(score.x for score in scores)
    pairs = zip(rows, scores, strict=True)
    alone = fsum(score.x for row, score in pairs if row.is_burst and row.voices == 1)
    return alone / everything if everything else 0.0


def _nb(count: int, shape: float, p: float) -> float:
    return exp(
        lgamma(shape + count)
        - lgamma(shape)
        - lgamma(count + 1)
        + shape * log(p)
        + count * log1p(-p)
    )
