"""Reports as CSV and JSON; words in them are English, so that programs can rely on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import override

from engagement.common.spreadsheets import csv_lines
from engagement.priorities.choices import Decision
from engagement.priorities.models import Line, Report
from engagement.priorities.presenting.decisions import stored
from engagement.priorities.queries.reports import kind_names
from engagement.priorities.words import sentences

COLUMNS = (
    "rank",
    "band",
    "kind",
    "points",
    "share",
    "severity",
    "weight",
    "backlog",
    "adjustment",
    "rank_unadjusted",
    "people",
    "supporters",
    "issues",
    "p_first",
    "p_top3",
    "rank_low",
    "rank_high",
    "decision",
    "decision_reason",
    "explanation",
)
PUBLIC_COLUMNS = (
    "rank",
    "band",
    "kind",
    "points",
    "share",
    "adjustment",
    "rank_unadjusted",
    "people",
    "supporters",
    "issues",
    "open",
    "late",
    "p_first",
    "p_top3",
    "rank_low",
    "rank_high",
    "decision",
    "decision_reason",
    "explanation",
)
FEW = "fewer than 5"


def desk_json(report: Report, lines: Sequence[Line]) -> dict[str, Any]:
    """Every number of a report, as `show_report --format json` names them."""
    return {**_head(report), "voices": report.voices, "lines": desk_rows(lines)}


def desk_rows(lines: Sequence[Line]) -> list[dict[str, Any]]:
    names = {line.kind.code: line.kind.name for line in lines}
    with override("en"):
        return [
            {
                **{
                    name: getattr(line, name) for name in COLUMNS if hasattr(line, name)
                },
                "kind": line.kind.code,
                "explanation": " ".join(sentences(line.explanation, names)),
                "decision": stored(line),
                "decision_reason": line.decision_reason,
            }
            for line in lines
        ]


def public_json(report: Report) -> dict[str, Any]:
    """The published report: people under five are `null`, and `few` says why."""
    return {**_head(report), "lines": public_rows(report)}


def public_rows(report: Report) -> list[dict[str, Any]]:
    with override("en"):
        names = kind_names()
        return [_public_row(line, names) for line in report.published["lines"]]


def as_csv(
    columns: Sequence[str], rows: Iterable[Mapping[str, Any]], *, place: str, week: str
) -> str:
    """Write rows that a spreadsheet takes as text and numbers, never as formulas."""
    cells = ([place, week, *(_flat(name, row) for name in columns)] for row in rows)
    return "".join(csv_lines(["neighborhood", "week", *columns], cells))


def _head(report: Report) -> dict[str, Any]:
    return {
        "neighborhood": report.neighborhood.slug,
        "week": str(report.week),
        "version": report.version,
        "as_of": report.as_of.isoformat(),
        "weights_version": report.weights.number,
        "seed": str(report.seed),
        "input_hash": report.input_hash,
        "status": report.status,
        "thinness": report.thinness,
        "note": report.note,
        "correction_reason": report.correction_reason,
    }


def _public_row(line: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    decision = line["decision"]
    kept = {name: line.get(name) for name in PUBLIC_COLUMNS}
    adjustment = line.get("adjustment")
    return {
        **kept,
        "few": line["few"],
        "adjustment": adjustment["factor"] if adjustment else 1.0,
        "adjustment_reason": adjustment["reason"] if adjustment else "",
        "decision": decision,
        "decision_reason": decision["reason"] if decision else "",
        "explanation": " ".join(
            sentences(line.get("explanation", ()), names, public=True)
        ),
        "weekly": line.get("weekly", []),
    }


def _flat(name: str, row: Mapping[str, Any]) -> Any:
    value = row.get(name)
    if name == "decision":
        return Decision(value["code"]).value if value else ""
    if name in ("people", "supporters") and value is None:
        return FEW
    return "" if value is None else value
