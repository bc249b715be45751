"""Plain typed makers for reviews: drafts ready to sign, rows behind a line."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.timezone import localdate, now

from engagement.concerns.models import Issue
from engagement.people.models import User
from engagement.priorities.choices import ChecklistItem, Decision
from engagement.priorities.models import InputRow, Line, Report
from tests.factories.concerns import make_issue

ALL_TICKS = list(ChecklistItem.values)


def make_draft_ready(report: Report, *, by: User, at: datetime | None = None) -> Report:
    """Decide every line of a made-up report, so that only signing is left."""
    report.lines.update(
        decision=Decision.ADOPT,
        decision_reason="We take this on this winter.",
        decided_by=by,
        decided_at=at or now(),
    )
    return report


def make_input(line: Line, *, issue: Issue | None = None, **fields: Any) -> InputRow:
    """One issue's numbers behind a line."""
    plain = {
        "ver": 4.0,
        "unv": 0.0,
        "sup": 0.0,
        "v": 4.0,
        "x": 2.0,
        "people": 4,
        "supporters": 0,
        "is_open": True,
        "is_late": False,
        "has_verified": True,
        "first_on": localdate(),
        "street": "Mill Lane",
    }
    issue = issue or make_issue(kind=line.kind, neighborhood=line.report.neighborhood)
    return InputRow.objects.create(
        report=line.report, line=line, issue=issue, **(plain | fields)
    )
