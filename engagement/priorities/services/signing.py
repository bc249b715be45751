"""Ticking, signing and publishing; where a town asks for two people, the second's no."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.richtext import plain
from engagement.outbox.services import enqueue
from engagement.people.models import User
from engagement.priorities.choices import ChecklistItem, Decision, ReportStatus
from engagement.priorities.errors import ReportLockedError, ReportNotReadyError
from engagement.priorities.models import Line, Report
from engagement.priorities.queries.review import last_decided_lines, other_officers
from engagement.priorities.services.deciding import carry_over
from engagement.priorities.services.drafts import (
    lock_draft,
    lock_report,
    two_people_needed,
)
from engagement.priorities.services.publishing import public_face

LONGEST_NOTE = 1_500


@transaction.atomic
def tick(
    *, report_id: int, actor: User, checked: Collection[str], note: str, now: datetime
) -> Report:
    """Keep the ticks and the note of a review that goes on later.

    Raises NotAllowedError, ReportLockedError.
    """
    report = lock_draft(report_id, actor)
    _keep(report, checked, note)
    _record(report, actor, "report.tick", now)
    return report


@transaction.atomic
def sign_report(
    *, report_id: int, actor: User, checked: Collection[str], note: str, now: datetime
) -> Report:
    """Publish the report under the officer's name; signed twice is signed once.

    Where two people are asked for, the first signature waits for another officer.
    Raises NotAllowedError, ReportLockedError, ReportNotReadyError.
    """
    report = lock_report(report_id, actor)
    if report.status == ReportStatus.SIGNED and report.signed_by_id == actor.pk:
        return report
    _refuse_locked(report)
    _keep(report, checked, note)
    unchanged = report.lines.filter(decision="", changed=False)
    carry_over(report, list(unchanged), actor, now)
    missing = what_is_missing(report)
    if missing:
        raise ReportNotReadyError(missing)
    if _waits_for_second(report, actor, now):
        return _sign_first(report, actor, now)
    return _publish(report, actor, now)


@transaction.atomic
def request_changes(*, report_id: int, actor: User, text: str, now: datetime) -> Report:
    """Give a report that waits for a second officer back to the first, with why.

    Raises NotAllowedError, ReportLockedError, ReportNotReadyError.
    """
    report = lock_report(report_id, actor)
    _refuse_locked(report)
    text = plain(text).strip()
    if report.first_signed_at is None or report.first_signed_by_id == actor.pk:
        raise NotAllowedError(_("Another officer must have signed it first."))
    if not text:
        raise ReportNotReadyError([_("Say what should be changed.")])
    report.first_signed_by, report.first_signed_at = None, None
    report.changes_asked = text[:LONGEST_NOTE]
    report.save(update_fields=["first_signed_by", "first_signed_at", "changes_asked"])
    _record(report, actor, "report.request_changes", now, text)
    return report


def what_is_missing(report: Report) -> list[str]:
    """Say what keeps the report from being signed, in sentences; nothing when ready."""
    open_lines = report.lines.filter(decision="", changed=True).count()
    missing = []
    if open_lines:
        missing.append(
            ngettext(
                "%(count)d line still needs a decision.",
                "%(count)d lines still need a decision.",
                open_lines,
            )
            % {"count": open_lines}
        )
    if set(report.checklist) != set(ChecklistItem.values):
        missing.append(_("Tick every point of the list before you publish."))
    return missing


def _refuse_locked(report: Report) -> None:
    if report.status == ReportStatus.SIGNED:
        raise ReportLockedError(
            _("%(officer)s has published this report already.")
            % {"officer": report.signed_by or _("Another officer")}
        )
    if report.status == ReportStatus.SUPERSEDED:
        raise ReportLockedError(_("A newer report has taken this one’s place."))


def _keep(report: Report, checked: Collection[str], note: str) -> None:
    report.checklist = [item for item in ChecklistItem.values if item in checked]
    report.note = plain(note).strip()[:LONGEST_NOTE]
    report.save(update_fields=["checklist", "note"])


def _waits_for_second(report: Report, actor: User, now: datetime) -> bool:
    """One is enough unless the town asks for two and a second one exists (RULINGS 30)."""
    if not two_people_needed():
        return False
    if report.first_signed_at is not None and report.first_signed_by_id != actor.pk:
        return False
    return other_officers(report.neighborhood_id, actor, now).exists()


def _sign_first(report: Report, actor: User, now: datetime) -> Report:
    if report.first_signed_by_id == actor.pk:
        return report
    report.first_signed_by, report.first_signed_at = actor, now
    report.changes_asked = ""
    report.save(update_fields=["first_signed_by", "first_signed_at", "changes_asked"])
    _record(report, actor, "report.sign_first", now)
    return report


def _publish(report: Report, actor: User, now: datetime) -> Report:
    _number_decisions(report)
    Report.objects.filter(
        neighborhood=report.neighborhood_id,
        week_year=report.week_year,
        week_number=report.week_number,
        status=ReportStatus.SIGNED,
    ).exclude(pk=report.pk).update(status=ReportStatus.SUPERSEDED)
    report.published = public_face(report)
    report.status, report.signed_by, report.signed_at = ReportStatus.SIGNED, actor, now
    report.changes_asked = ""
    report.save(
        update_fields=["published", "status", "signed_by", "signed_at", "changes_asked"]
    )
    _record(report, actor, "report.sign", now)
    enqueue(
        task="priorities.tell_people",
        about=f"priorities.report:{report.pk}",
        now=now,
        report_id=report.pk,
    )
    return report


def _number_decisions(report: Report) -> None:
    """A line's number rises when its decision is not the one last signed (RULINGS 6)."""
    last = last_decided_lines(report.neighborhood_id, report.week)
    lines = list(report.lines.exclude(decision=""))
    for line in lines:
        line.decision_version = _version_after(last.get(line.kind_id), line)
    Line.objects.bulk_update(lines, ["decision_version"])


def _version_after(last: Line | None, line: Line) -> int:
    if last is None:
        return 1
    same = Decision(line.decision) == last.decision
    return last.decision_version if same else last.decision_version + 1


def _record(
    report: Report, actor: User, action: str, now: datetime, reason: str = ""
) -> None:
    record(
        actor=actor,
        action=action,
        subject=report,
        now=now,
        place_id=report.neighborhood_id,
        reason=reason[:500],
        week=str(report.week),
        version=report.version,
    )
