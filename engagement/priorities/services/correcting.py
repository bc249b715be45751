"""A published report is never changed: a correction is its next version (RULINGS 5)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.richtext import plain
from engagement.people.models import User
from engagement.priorities.choices import ReportStatus
from engagement.priorities.errors import CorrectionRefusedError
from engagement.priorities.models import InputRow, Line, Report
from engagement.priorities.services.drafts import lock_report

SHORTEST_REASON = 20
_KEPT = (
    "neighborhood_id",
    "week_year",
    "week_number",
    "run_id",
    "weights_id",
    "as_of",
    "made_at",
    "seed",
    "input_hash",
    "frozen",
    "thinness",
    "voices",
    "note",
)


@transaction.atomic
def start_correction(
    *, report_id: int, actor: User, reason: str, now: datetime
) -> Report:
    """Open the next version of a published report; neighbors read the old one until then.

    Raises NotAllowedError, CorrectionRefusedError.
    """
    old = lock_report(report_id, actor)
    reason = plain(reason).strip()
    if old.status != ReportStatus.SIGNED:
        raise CorrectionRefusedError(_("Only a published report can be corrected."))
    if Report.objects.filter(corrects=old).exists():
        raise CorrectionRefusedError(
            _("Somebody is working on a correction of this report already.")
        )
    if len(reason) < SHORTEST_REASON:
        raise CorrectionRefusedError(
            _("Say what was wrong, in at least 20 characters. Neighbors read it.")
        )
    new = _next_version(old, reason)
    _copy_lines(old, new)
    record(
        actor=actor,
        action="report.correct",
        subject=new,
        now=now,
        place_id=old.neighborhood_id,
        reason=reason[:500],
        corrects=old.pk,
    )
    return new


def _next_version(old: Report, reason: str) -> Report:
    """The same frozen inputs, seed and hash; nothing ticked, signed or published."""
    kept = Report.objects.values(*_KEPT).get(pk=old.pk)
    return Report.objects.create(
        **kept, version=old.version + 1, corrects=old, correction_reason=reason
    )


def _copy_lines(old: Report, new: Report) -> None:
    """Lines keep their decisions; whoever corrects changes only what was wrong."""
    lines = {line.pk: line for line in old.lines.order_by("position")}
    rows = list(old.inputs.order_by("pk"))
    for line in lines.values():
        line.pk, line.report = None, new
    Line.objects.bulk_create(lines.values())
    for row in rows:
        row.line = lines[row.line_id]
        row.pk, row.report = None, new
    InputRow.objects.bulk_create(rows, batch_size=1_000)
