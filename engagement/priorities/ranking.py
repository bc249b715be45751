"""From measured lines to the ranked list: draws, bands, places, both audiences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import cast

from engagement.priorities import explain
from engagement.priorities.bands import Rule, bands, equals_of, may_be_ranked
from engagement.priorities.draws import Chances, Drawable, Draws, draw_lines
from engagement.priorities.explain import Factors, People, WhatIf
from engagement.priorities.frozen import (
    FrozenAdjustment,
    FrozenLine,
    PublicLine,
    Sentence,
)
from engagement.priorities.measuring import Measured
from engagement.priorities.scoring import Weights, ranking, shares

PUBLIC_SEED = 1
"""Turns the seed for lines that everyone's list draws apart from the officers'."""


@dataclass(frozen=True)
class Ranked:
    """One audience's ranking: only lines with enough people are in it."""

    order: list[str]
    numbered: dict[str, int]
    chances: dict[str, Chances]
    what_if: WhatIf | None

    def rank(self, code: str) -> int | None:
        return self.order.index(code) + 1 if code in self.order else None


@dataclass(frozen=True)
class Table:
    """Everything one list is written from."""

    rule: Rule
    voices: int
    weights: Weights
    lines: dict[str, Measured]
    factors: dict[str, Factors]
    public_factors: dict[str, Factors]
    adjustments: Mapping[str, FrozenAdjustment]
    everyone: Ranked
    public: Ranked
    unadjusted: list[str]
    uncapped: list[str]


def rank_lines(
    measured: Sequence[Measured],
    *,
    rule: Rule,
    voices: int,
    seed: int,
    adjustments: Mapping[str, FrozenAdjustment],
    weights: Weights,
) -> list[FrozenLine]:
    """Rank the lines with the adjustments in force, and write each of them out."""
    lines = {line.kind: line for line in measured}
    factors = {code: _factors(line, adjustments) for code, line in lines.items()}
    able = [
        code
        for code, line in lines.items()
        if may_be_ranked(line.people, public=False, weights=weights)
    ]
    able = able if rule in (Rule.EARLY, Rule.RANKED) else []
    shown = [code for code in able if not _is_few(lines[code], weights)]
    public_factors = {code: _public_factors(lines[code], factors) for code in shown}
    drawn = _draw([lines[code] for code in able], factors, seed, weights)
    table = Table(
        rule=rule,
        voices=voices,
        weights=weights,
        lines=lines,
        factors=factors,
        public_factors=public_factors,
        adjustments=adjustments,
        everyone=_rank(able, factors, drawn, weights),
        public=_rank(
            shown,
            public_factors,
            _draw_publicly(lines, factors, public_factors, drawn, seed, weights),
            weights,
        ),
        unadjusted=ranking({c: lines[c].points_unadjusted for c in able}),
        uncapped=ranking({c: _uncapped(lines[c], factors[c]) for c in able}),
    )
    return [
        _write(table, code, position) for position, code in enumerate(_order(table), 1)
    ]


def _factors(line: Measured, adjustments: Mapping[str, FrozenAdjustment]) -> Factors:
    adjustment = adjustments.get(line.kind)
    return Factors(
        harm_level=line.harm_level,
        severity=line.severity,
        weight=line.weight,
        backlog=line.backlog,
        adjustment=adjustment["factor"] if adjustment else 1.0,
        target_days=line.target_days if line.usual_targets else None,
    )


def _public_factors(line: Measured, factors: Mapping[str, Factors]) -> Factors:
    """What the line weighs by its issues with a public page alone."""
    given, shown = factors[line.kind], line.public
    if shown is None:
        return given
    return replace(given, weight=shown.weight, backlog=shown.backlog)


def _is_few(line: Measured, weights: Weights) -> bool:
    shown = line.public
    return shown is None or not may_be_ranked(
        shown.people, public=True, weights=weights
    )


def _uncapped(line: Measured, factors: Factors) -> float:
    return (
        factors.severity * line.weight_uncapped * factors.backlog * factors.adjustment
    )


def _draw(
    lines: Sequence[Measured],
    factors: Mapping[str, Factors],
    seed: int,
    weights: Weights,
) -> Draws:
    drawable = [
        Drawable(
            code=line.kind,
            multiplier=factors[line.kind].multiplier,
            weight=factors[line.kind].weight,
            phi=line.phi,
        )
        for line in lines
    ]
    return draw_lines(
        drawable, seed=seed, draws=weights.draws, plus=weights.draw_shape_plus
    )


def _draw_publicly(
    lines: Mapping[str, Measured],
    factors: Mapping[str, Factors],
    public: Mapping[str, Factors],
    drawn: Draws,
    seed: int,
    weights: Weights,
) -> Draws:
    """Draw again only the lines that weigh less without what is private."""
    less = [code for code in public if public[code] != factors[code]]
    anew = _draw([lines[code] for code in less], public, seed ^ PUBLIC_SEED, weights)
    return Draws({**drawn.points, **anew.points})


def _rank(
    codes: list[str], factors: Mapping[str, Factors], drawn: Draws, weights: Weights
) -> Ranked:
    mine = {code: factors[code] for code in codes}
    order = ranking({code: f.points for code, f in mine.items()})
    return Ranked(
        order=order,
        numbered=bands(order, drawn.above, breaks_at=weights.band_breaks_at),
        chances=drawn.chances(codes, interval=weights.interval) if codes else {},
        what_if=explain.what_if(mine),
    )


def _order(table: Table) -> list[str]:
    """Pins, then ranks (or early signals), then the oldest unanswered (RULINGS 25)."""

    def key(code: str) -> tuple[bool, int, str, str]:
        adjustment = table.adjustments.get(code)
        rank = table.everyone.rank(code)
        ranked = table.rule == Rule.RANKED or _is_early(table, code)
        return (
            not (adjustment and adjustment["pinned"]),
            rank if rank is not None and ranked else len(table.lines) + 1,
            table.lines[code].oldest_unanswered_on or "9999",
            code,
        )

    return sorted(table.lines, key=key)


def _is_early(table: Table, code: str) -> bool:
    chances = table.everyone.chances.get(code)
    at = table.weights.early_signal_at
    return table.rule == Rule.EARLY and chances is not None and chances.p_top3 >= at


def _write(table: Table, code: str, position: int) -> FrozenLine:
    line = asdict(table.lines[code])
    points = shares({c: f.points for c, f in table.factors.items()})
    ranked = table.rule == Rule.RANKED and code in table.everyone.numbered
    chances = table.everyone.chances.get(code) if ranked else None
    given = {
        **line,
        "position": position,
        "rank": table.everyone.rank(code) if ranked else None,
        "rank_unadjusted": _place_in(table.unadjusted, code) if ranked else None,
        "rank_uncapped": _place_in(table.uncapped, code) if ranked else None,
        "band": table.everyone.numbered[code] if ranked else None,
        "equal_with": equals_of(code, table.everyone.numbered) if ranked else [],
        "early_signal": _is_early(table, code),
        "points": table.factors[code].points,
        "share": points[code],
        "adjustment": table.adjustments.get(code),
        "p_first": chances.p_first if chances else None,
        "p_top3": chances.p_top3 if chances else None,
        "rank_low": chances.rank_low if chances else None,
        "rank_high": chances.rank_high if chances else None,
        "explanation": _explain(table, code, points[code]),
        "public": _public(table, code),
    }
    return cast("FrozenLine", given)


def _place_in(order: list[str], code: str) -> int:
    return order.index(code) + 1


def _explain(table: Table, code: str, share: float) -> list[Sentence]:
    """For officers: every number, who adjusted it, and what codes would add."""
    line, ranks = table.lines[code], table.everyone
    counts = People(
        line.people, line.supporters, line.visitors, line.issues, line.late_issues
    )
    said = _story(table, ranks, code, counts, share)
    both = (
        ranks.rank(code),
        _place_in(table.unadjusted, code) if code in ranks.order else None,
    )
    said.append(explain.adjusted(table.adjustments.get(code), both, public=False))
    if table.rule == Rule.RANKED and code in ranks.order:
        said += explain.codes_add(both[0], _place_in(table.uncapped, code))
    if line.staff_found:
        said.append({"key": "staff_found", "count": line.staff_found})
    return said


def _story(
    table: Table, ranks: Ranked, code: str, counts: People, share: float
) -> list[Sentence]:
    """What officers and neighbors both read, each from their own counts."""
    public = ranks is table.public and code in table.public_factors
    factors = (table.public_factors if public else table.factors)[code]
    weights = table.weights
    if table.rule != Rule.RANKED or code not in ranks.order or ranks.what_if is None:
        reason = explain.no_place(table.rule, counts.people, table.voices, weights)
        early: list[Sentence] = (
            [{"key": "early_signal"}] if _is_early(table, code) else []
        )
        return [reason, *early, *explain.people(counts, factors.target_days)]
    chances = ranks.chances[code]
    return [
        explain.place(chances, len(ranks.order), equals_of(code, ranks.numbered)),
        *explain.people(counts, factors.target_days),
        *explain.sums(factors, share),
        explain.certainty(chances, weights.draws),
        *explain.would_it_change(code, ranks.what_if),
    ]


def _public(table: Table, code: str) -> PublicLine | None:
    """The same minus what is private: counts, shares and ranks of public lines only."""
    shown = table.lines[code].public
    if shown is None:
        return None
    ranks = table.public
    few = _is_few(table.lines[code], table.weights)
    ranked = table.rule == Rule.RANKED and not few and code in ranks.numbered
    parts = shares({c: table.public_factors[c].points for c in ranks.order})
    chances = ranks.chances[code] if ranked else None
    return {
        "few": few,
        "people": shown.people,
        "supporters": shown.supporters,
        "visitors": shown.visitors,
        "issues": shown.issues,
        "late_issues": shown.late_issues,
        "weekly": shown.weekly,
        "weight": shown.weight,
        "backlog": shown.backlog,
        "rank": ranks.rank(code) if ranked else None,
        "band": ranks.numbered[code] if ranked else None,
        "points": table.public_factors[code].points if ranked else None,
        "share": parts[code] if ranked else None,
        "p_first": chances.p_first if chances else None,
        "p_top3": chances.p_top3 if chances else None,
        "rank_low": chances.rank_low if chances else None,
        "rank_high": chances.rank_high if chances else None,
        "explanation": _explain_publicly(table, code, parts.get(code, 0.0)),
    }


def _explain_publicly(table: Table, code: str, share: float) -> list[Sentence]:
    shown = table.lines[code].public
    if shown is None or _is_few(table.lines[code], table.weights):
        return [{"key": "few"}]
    counts = People(
        shown.people, shown.supporters, shown.visitors, shown.issues, shown.late_issues
    )
    said = _story(table, table.public, code, counts, share)
    plain = ranking(
        {c: f.points / f.adjustment for c, f in table.public_factors.items()}
    )
    both = (table.public.rank(code), _place_in(plain, code) if code in plain else None)
    return [*said, explain.adjusted(table.adjustments.get(code), both, public=True)]
