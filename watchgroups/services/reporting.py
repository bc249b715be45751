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
from engagement.people.queries import officers_of
from watchgroups.choices import MemberState, ReportOutcome, ReportReason
from watchgroups.errors import DecidedAlreadyError, GroupIncompleteError
from watchgroups.models import Group, MemberReport, Membership, Post
from watchgroups.permissions import can_look_after, can_report_member
from watchgroups.queries.reports import readers_of, reports_visible_to
from watchgroups.queries.wall import post_on
from watchgroups.services import checking
from watchgroups.services.locks import locked_group, note
from watchgroups.services.members import suspend

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
    *,
    report_id: int,
    outcome: str,
    reason: str,
    actor: User,
    now: datetime,
    suspends: bool = False,
) -> MemberReport:
    """Say what shall be done; the captains learn neither of the report nor from whom.

    Officers who were asked to suspend somebody do so here.
    Raises NotAllowedError, DecidedAlreadyError, GroupIncompleteError.
    """
    group = locked_group(MemberReport.objects.only("group").get(pk=report_id).group_id)
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
    if suspends:
        _suspend(group, report, actor, now)
    if outcome == ReportOutcome.SUSPEND:
        _tell_officers(report, now)
    if outcome == ReportOutcome.WARNED:
        enqueue(
            task="watchgroups.send_warning",
            about=f"watchgroups.memberreport:{report.pk}",
            now=now,
            report_id=report.pk,
        )
    return report


def may_suspend(viewer: Viewer, report: MemberReport) -> bool:
    """Tell whether this officer was asked to suspend somebody, and can."""
    return (
        report.outcome == ReportOutcome.SUSPEND
        and can_look_after(viewer, report.group)
        and _meant(report) is not None
    )


def _meant(report: MemberReport) -> Membership | None:
    active = Membership.objects.filter(
        group=report.group_id, person=report.about_id, state=MemberState.ACTIVE
    )
    return active.select_related("person").first() if report.about_id else None


def _suspend(group: Group, report: MemberReport, actor: User, now: datetime) -> None:
    member = _meant(report)
    if member is None or not can_look_after(Viewer(user=actor), group):
        raise NotAllowedError(_("Only officers of this neighborhood may do that."))
    suspend(group, member, report.get_reason_display(), actor, now)


def _tell_officers(report: MemberReport, now: datetime) -> None:
    """Ask for a letter to each officer who may act on it."""
    for officer in officers_of(report.neighborhood_id, now).order_by("pk"):
        if officer.pk not in (report.reporter_id, report.about_id):
            enqueue(
                task="watchgroups.tell_of_report",
                about=f"watchgroups.memberreport:{report.pk} to {officer.pk}",
                version=2,  # the first was for moderators
                now=now,
                report_id=report.pk,
                person_id=officer.pk,
            )


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
