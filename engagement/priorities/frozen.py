"""The shape of `Report.frozen`: every number a page shows, built once, never changed."""

from __future__ import annotations

import json
from typing import Any, TypedDict, cast

Sentence = dict[str, Any]
"""One part of an explanation: a `key`, and the numbers and codes it speaks of."""


class PublicLine(TypedDict):
    """What everyone may read of a line; counts of issues with a public page only.

    Under five people (`few`) there is no rank, no points and no share (RULINGS 25).
    """

    few: bool
    people: int
    supporters: int
    visitors: int
    issues: int
    late_issues: int
    weekly: list[int]
    weight: float
    backlog: float
    rank: int | None
    band: int | None
    points: float | None
    share: float | None
    p_first: float | None
    p_top3: float | None
    rank_low: int | None
    rank_high: int | None
    explanation: list[Sentence]


class FrozenAdjustment(TypedDict):
    factor: float
    reason: str
    text: str
    by: str
    pinned: bool
    made_on: str
    expires_on: str


class FrozenLine(TypedDict):
    """One line in the order of the list; codes are those of kinds."""

    kind: str
    position: int
    rank: int | None
    rank_unadjusted: int | None
    rank_uncapped: int | None
    band: int | None
    equal_with: list[str]
    early_signal: bool
    points: float
    share: float
    harm_level: int
    severity: int
    target_days: int
    usual_targets: bool
    weight: float
    weight_uncapped: float
    backlog: float
    adjustment: FrozenAdjustment | None
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
    p_first: float | None
    p_top3: float | None
    rank_low: int | None
    rank_high: int | None
    weekly: list[int]
    flags: list[Sentence]
    explanation: list[Sentence]
    public: PublicLine | None


class Hex(TypedDict):
    """Concerns of the last 28 days in one H3 cell (resolution 9)."""

    cell: str
    concerns: int
    public: int
    kind: str


class Facts(TypedDict):
    """The counts above the list; days and weeks are the town's own."""

    concerns_28_days: int
    public_28_days: int
    new_by_week: list[int]
    public_by_week: list[int]
    open: int
    open_a_week_ago: int
    late: int
    first_reply_days: float | None
    public_first_reply_days: float | None
    languages: dict[str, int]
    staff_found: dict[str, int]
    hexes: list[Hex]


class City(TypedDict):
    """The same for the whole town, to compare with; worked out once per run."""

    neighborhoods: int
    population: int | None
    concerns_28_days: int
    new_by_week: list[int]
    open: int
    first_reply_days: float | None


class FrozenReport(TypedDict):
    neighborhood: str
    neighborhood_name: str
    population: int | None
    week: str
    as_of: str
    weights_version: int
    weights: dict[str, Any]
    seed: str
    snapshot_hash: str
    input_hash: str
    thinness: str
    voices: int
    weeks: list[str]
    facts: Facts
    city: City
    lines: list[FrozenLine]


def read_frozen(text: str) -> FrozenReport:
    """Read a report's frozen text."""
    return cast("FrozenReport", json.loads(text))
