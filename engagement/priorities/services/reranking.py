"""Ranking a draft again when its adjustments change; what was counted stays frozen."""

from __future__ import annotations

from datetime import datetime

from engagement.priorities.frozen import FrozenAdjustment, read_frozen
from engagement.priorities.models import Line, Report
from engagement.priorities.queries.adjustments import REVIEWED_FOR, adjustments_for
from engagement.priorities.queries.review import last_decided_lines
from engagement.priorities.services.composing import recompose
from engagement.priorities.services.writing import is_changed, line_fields


def rerank_draft(report: Report, now: datetime) -> None:
    """Write the draft's list again from the same counts, with the factors of now."""
    frozen = read_frozen(report.frozen)
    report.frozen = recompose(frozen, _in_force(report, now))
    again = read_frozen(report.frozen)
    report.seed, report.input_hash = again["seed"], again["input_hash"]
    report.save(update_fields=["frozen", "seed", "input_hash"])

    last = last_decided_lines(report.neighborhood_id, report.week)
    lines = {line.kind.code: line for line in report.lines.select_related("kind")}
    written: set[str] = set()
    for one in again["lines"]:
        line, fields = lines[one["kind"]], line_fields(one)
        for name, value in fields.items():
            setattr(line, name, value)
        line.changed = line.changed or is_changed(line, last.get(line.kind_id))
        written |= set(fields)
    Line.objects.bulk_update(lines.values(), [*sorted(written), "changed"])


def _in_force(report: Report, now: datetime) -> dict[str, FrozenAdjustment]:
    """As a build would find them; a correction made later counts what holds today."""
    late = now > report.as_of + REVIEWED_FOR
    as_of = now if late else report.as_of
    return adjustments_for(report.neighborhood_id, as_of, at=now)
