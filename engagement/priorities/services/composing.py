"""One neighborhood's report as text: from counted rows to canonical JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, timedelta
from typing import Any

from engagement.common.weeks import Week
from engagement.places.models import Neighborhood
from engagement.priorities.bands import Rule, rule_for
from engagement.priorities.fingerprint import canonical, input_hash, seed_of
from engagement.priorities.frozen import (
    City,
    Facts,
    FrozenAdjustment,
    FrozenReport,
    read_frozen,
)
from engagement.priorities.inputs import WEEKS, Given
from engagement.priorities.measuring import (
    Measured,
    PublicCounts,
    Scored,
    measure,
    score_rows,
    snapshot_hash,
)
from engagement.priorities.models import Run
from engagement.priorities.queries.adjustments import adjustments_for
from engagement.priorities.queries.aggregate import aggregate, parameters
from engagement.priorities.queries.facts import facts_of, kinds_on_list, submissions_of
from engagement.priorities.ranking import rank_lines
from engagement.priorities.scoring import Weights


@dataclass(frozen=True)
class Composed:
    """A report not yet written: its text, and the rows behind its lines."""

    text: str
    report: FrozenReport
    scored: dict[str, list[Scored]]


def compose(run: Run, neighborhood: Neighborhood) -> Composed:
    """Count, measure and rank one neighborhood as of the run's moment."""
    weights = Weights.of(run.weights.values)
    place = parameters(neighborhood.pk, run.as_of, run.week, weights)
    facts = facts_of(place)
    given = _count(run, place, facts, weights)
    scored = score_rows(given.counted.issues, weights)
    head = _head(run, neighborhood, facts)
    rule = rule_for(given.counted.voices, lines=len(scored), weights=weights)
    report = _ranked(
        head
        | {
            "thinness": rule.value,
            "voices": given.counted.voices,
            "snapshot_hash": snapshot_hash(given, head),
        },
        measure(given, scored, weights),
        adjustments_for(neighborhood.pk, run.as_of, at=run.started_at),
    )
    text = canonical(report)
    return Composed(text=text, report=read_frozen(text), scored=scored)


def recompose(report: FrozenReport, adjustments: Mapping[str, FrozenAdjustment]) -> str:
    """Rank the same frozen numbers again with other adjustments."""
    head = {key: value for key, value in report.items() if key not in _RANKED}
    measured = [_measured(dict(line)) for line in report["lines"]]
    measured.sort(key=lambda line: line.kind)
    return canonical(_ranked(head, measured, adjustments))


_RANKED = {"seed", "input_hash", "adjustments", "lines"}


def _ranked(
    head: dict[str, Any],
    measured: list[Measured],
    adjustments: Mapping[str, FrozenAdjustment],
) -> dict[str, Any]:
    """Add what depends on adjustments: the input hash, the seed and the list."""
    digest = input_hash(
        {"snapshot": head["snapshot_hash"], "adjustments": dict(adjustments)}
    )
    lines = rank_lines(
        measured,
        rule=Rule(head["thinness"]),
        voices=head["voices"],
        seed=seed_of(digest),
        adjustments=adjustments,
        weights=Weights.of(head["weights"]),
    )
    return {**head, "seed": str(seed_of(digest)), "input_hash": digest, "lines": lines}


def _measured(line: dict[str, Any]) -> Measured:
    """Read a measured line back from a frozen one."""
    kept = {f.name: line[f.name] for f in fields(Measured)}
    shown = line["public"]
    kept["public"] = shown and PublicCounts(
        **{f.name: shown[f.name] for f in fields(PublicCounts)}
    )
    return Measured(**kept)


def _count(run: Run, place: dict[str, Any], facts: Facts, weights: Weights) -> Given:
    counted = aggregate(
        neighborhood_id=place["place"], as_of=run.as_of, week=run.week, weights=weights
    )
    kinds = kinds_on_list()
    present = set(counted.lines)
    return Given(
        counted=counted,
        kinds={code: kind for code, kind in kinds.items() if code in present},
        phi={code: phi for code, phi in run.dispersion.items() if code in present},
        staff_found=facts["staff_found"],
        submissions={
            code: counts
            for code, counts in submissions_of(place).items()
            if code in present
        },
    )


def _head(run: Run, neighborhood: Neighborhood, facts: Facts) -> dict[str, Any]:
    city: City = run.city
    return {
        "neighborhood": neighborhood.slug,
        "neighborhood_name": neighborhood.name,
        "population": neighborhood.population,
        "week": str(run.week),
        "as_of": run.as_of.astimezone(UTC).isoformat(),
        "weights_version": run.weights.number,
        "weights": run.weights.values,
        "weeks": _mondays(run.week),
        "facts": facts,
        "city": city,
    }


def _mondays(week: Week) -> list[str]:
    return [
        (week.monday - timedelta(weeks=ago)).isoformat()
        for ago in reversed(range(WEEKS))
    ]
