"""Reports about members: to moderators of the place, never to a captain."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.common.sealed import seal
from engagement.common.weeks import town_hour
from engagement.moderation.queries import bench_at
from engagement.outbox.services import enqueue
from engagement.people.models import User
from watchgroups.choices import ReportOutcome, ReportReason
from watchgroups.errors import DecidedAlreadyError, GroupIncompleteError
from watchgroups.models import Group, MemberReport, Post
from watchgroups.permissions import can_report_member
from watchgroups.queries.reports import readers_of, reports_visible_to
from watchgroups.queries.wall import post_on
from watchgroups.services import checking
from watchgroups.services.locks import locked_group, note

LONGEST_REPORT: Final = 2_000
REPORTS_KEPT: Final = timedelta(days=365)
_NEXT: Final[dict[ReportOutcome, tuple[ReportOutcome, ...]]] = {
    ReportOutcome.OPEN: (
        ReportOutcome.NOTHING,
        ReportOutcome.WARNED,
        ReportOutcome.SUSPEND,
    ),
    ReportOutcome.SUSPEND: (ReportOutcome.SETTLED,),
}


@transaction.atomic
def report_member(
    *,
    group_id: int,
    post_id: int | None,
    reason: str,
    words: str,
    actor: User,
    now: datetime,
) -> MemberReport:
    """Say that somebody in the group acts against its rules; a second time adds nothing.

    Nothing of it stands in the record, which others read: who reports stays unknown.
    Raises NotAllowedError, GroupIncompleteError.
    """
    group = locked_group(group_id)
    if not can_report_member(Viewer(user=actor), group):
        raise NotAllowedError(_("Only members of this group may do that."))
    if reason not in ReportReason.values:
        raise GroupIncompleteError(_("Choose one from the list."))
    kept = checking.words_of(words, LONGEST_REPORT, _("Say what happened."))
    post = _post_meant(group, post_id, actor)
    twin = MemberReport.objects.filter(
        group=group, reporter=actor, post=post, outcome=ReportOutcome.OPEN
    )
    if post is not None and (earlier := twin.first()) is not None:
        return earlier
    report = MemberReport.objects.create(
        group=group,
        neighborhood_id=group.neighborhood_id,
        post=post,
        about=post.author if post else None,
        reporter=actor,
        reason=reason,
        sealed=seal(kept),
        at=town_hour(localtime(now)),
    )
    for person_id in readers_of(report, bench_at(now)):
        enqueue(
            task="watchgroups.tell_of_report",
            about=f"watchgroups.memberreport:{report.pk} to {person_id}",
            now=now,
            report_id=report.pk,
            person_id=person_id,
        )
    return report


@transaction.atomic
def decide_report(
    *, report_id: int, outcome: str, reason: str, actor: User, now: datetime
) -> MemberReport:
    """Say what shall be done; the captains learn neither of the report nor from whom.

    Raises NotAllowedError, DecidedAlreadyError, GroupIncompleteError.
    """
    report = MemberReport.objects.select_for_update(of=("self",)).get(pk=report_id)
    readable = reports_visible_to(Viewer(user=actor), bench_at(now))
    if not readable.filter(pk=report.pk).exists():
        raise NotAllowedError(_("Only moderators of this neighborhood may do that."))
    if outcome not in ways_from(ReportOutcome(report.outcome)):
        raise DecidedAlreadyError(_("Somebody else decided about it meanwhile."))
    if outcome == ReportOutcome.WARNED and report.about_id is None:
        raise GroupIncompleteError(
            _("It does not say whose account this is, so no letter can be sent.")
        )
    why = checking.reason_of(reason, _("Say why. Moderators and officers read it."))
    report.outcome, report.decision = outcome, why
    report.decided_by, report.decided_at = actor, now
    report.save()
    note(report.group, actor, "group.decide_report", now, outcome=outcome)
    if outcome == ReportOutcome.WARNED:
        enqueue(
            task="watchgroups.send_warning",
            about=f"watchgroups.memberreport:{report.pk}",
            now=now,
            report_id=report.pk,
        )
    return report


def ways_from(outcome: ReportOutcome) -> tuple[ReportOutcome, ...]:
    """Name what may be decided about a report that stands so."""
    return _NEXT.get(outcome, ())


def forget_reports(*, now: datetime) -> int:
    """Let go of reports after a year; say how many."""
    old = MemberReport.objects.filter(at__lt=now - REPORTS_KEPT)
    return old.delete()[0]


def _post_meant(group: Group, post_id: int | None, actor: User) -> Post | None:
    if post_id is None:
        return None
    post = post_on(group, post_id)
    if post is None:
        raise GroupIncompleteError(_("This is not on the wall any more."))
    if post.author_id == actor.pk:
        raise GroupIncompleteError(_("You wrote this yourself."))
    return post
