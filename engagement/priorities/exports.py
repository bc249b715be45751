"""A report for other programs: the keys that scripts rely on (DESIGN section 6)."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.utils.translation import override

from engagement.concerns.models import Kind
from engagement.priorities.models import Line, Report
from engagement.priorities.words import sentences

LANGUAGE = "en"
"""What machines read is in English (RULINGS 9)."""

_NUMBERS = (
    "points",
    "share",
    "severity",
    "weight",
    "backlog",
    "adjustment",
    "people",
    "supporters",
    "issues",
    "p_first",
    "p_top3",
    "rank_low",
    "rank_high",
)


def report_as_data(report: Report) -> dict[str, Any]:
    """Give the frozen report and its decisions as plain values."""
    with override(LANGUAGE):
        names = {kind.code: kind.label for kind in Kind.objects.order_by("code")}
        lines = report.lines.select_related("kind").order_by("position")
        return {
            "neighborhood": report.neighborhood.slug,
            "week": str(report.week),
            "as_of": report.as_of.isoformat(),
            "weights_version": report.weights.number,
            "seed": int(report.seed),
            "input_hash": report.input_hash,
            "status": report.status,
            "voices": report.voices,
            "lines": [_line(line, names) for line in lines],
        }


def report_as_csv(report: Report) -> str:
    """Give one row a line, under the names of the JSON keys."""
    rows = report_as_data(report)["lines"]
    names = ["rank", "band", "kind", *_NUMBERS, "explanation", "decision"]
    out = io.StringIO()
    writer = csv.DictWriter(out, names, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _line(line: Line, names: dict[str, str]) -> dict[str, Any]:
    return {
        "rank": line.rank,
        "band": line.band,
        "kind": line.kind.code,
        **{name: getattr(line, name) for name in _NUMBERS},
        "explanation": " ".join(sentences(line.explanation, names)),
        "decision": line.decision or None,
    }
