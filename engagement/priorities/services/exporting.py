"""Reports that are not public yet and leave the house."""

from __future__ import annotations

from datetime import datetime

from engagement.audit.services import record
from engagement.common.roles import Actor
from engagement.priorities.models import Report


def note_export(*, report: Report, actor: Actor, form: str, now: datetime) -> None:
    """Write down that somebody took a report of the desk along, as CSV or JSON."""
    record(
        actor=actor,
        action="report.export",
        subject=report,
        now=now,
        place_id=report.neighborhood_id,
        form=form,
    )
