"""The first three steps of every change to a draft: lock, may they, can it."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.people.models import User
from engagement.priorities.choices import ReportStatus
from engagement.priorities.errors import ReportLockedError
from engagement.priorities.models import Line, Report
from engagement.priorities.permissions import can_review


def lock_report(report_id: int, actor: User) -> Report:
    """Hold the report's row until the end of the transaction.

    Raises NotAllowedError.
    """
    report = Report.objects.select_for_update().get(pk=report_id)
    if not can_review(Viewer(user=actor), report):
        raise NotAllowedError(_("Only this neighborhood’s officers may do that."))
    return report


def lock_draft(report_id: int, actor: User) -> Report:
    """Hold a report that may still change; what one person signed is unsigned again.

    Raises NotAllowedError, ReportLockedError.
    """
    report = lock_report(report_id, actor)
    if report.status == ReportStatus.SIGNED:
        raise ReportLockedError(
            _("This report is published. Publish a correction instead.")
        )
    if report.status == ReportStatus.SUPERSEDED:
        raise ReportLockedError(_("A newer report has taken this one’s place."))
    if report.first_signed_at is not None:
        report.first_signed_by, report.first_signed_at = None, None
        report.save(update_fields=["first_signed_by", "first_signed_at"])
    return report


def lock_line(line_id: int, actor: User) -> Line:
    """Hold a draft's line, and with it the report: they are signed together.

    Raises NotAllowedError, ReportLockedError.
    """
    report_id = Line.objects.values_list("report_id", flat=True).get(pk=line_id)
    report = lock_draft(report_id, actor)
    line = Line.objects.select_related("kind").get(pk=line_id)
    line.report = report
    return line


def two_people_needed() -> bool:
    """Tell whether this town wants a second pair of eyes (off unless set)."""
    return bool(settings.REPORTS_NEED_TWO_PEOPLE)
