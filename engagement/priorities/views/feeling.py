"""How people feel where a report is of, as it was known when the report was made."""

from __future__ import annotations

from typing import Any

from engagement.priorities.models import Report
from feedback.queries.index import index_of_place


def how_people_feel(report: Report) -> dict[str, Any]:
    """Give the index as of the report: its rows are only ever added (decision 0080)."""
    survey, lines = index_of_place(report.neighborhood, until=report.made_at)
    return {"index_survey": survey, "index_lines": lines}
