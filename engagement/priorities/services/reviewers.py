"""Telling officers that reports wait for them; nothing to decide, no letter (RULINGS 6)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from engagement.common.roles import Role
from engagement.common.weeks import week_just_ended
from engagement.outbox.services import deliver, enqueue, finish, withhold
from engagement.people.models import Grant, User
from engagement.priorities.choices import ReportStatus
from engagement.priorities.models import Line, Report, Run


def tell_reviewers(run: Run, now: datetime) -> int:
    """Ask for one letter to each officer whose report of the week just ended waits.

    Who asked for the build is watching it already.
    """
    if run.week != week_just_ended(now, ZoneInfo(settings.TIME_ZONE)):
        return 0
    places = waiting_reports(run).values("neighborhood")
    held = Grant.objects.current(now).filter(
        Q(neighborhood=None) | Q(neighborhood__in=places),
        role=Role.OFFICER,
        user=OuterRef("pk"),
    )
    officers = User.objects.filter(Exists(held), is_active=True)
    if not places.exists():
        return 0
    if run.asked_by_id is not None:
        officers = officers.exclude(pk=run.asked_by_id)
    told = officers.order_by("pk")
    for officer in told:
        enqueue(
            task="priorities.send_review_letter",
            about=f"priorities.run:{run.pk}",
            person=officer,
            now=now,
            run_id=run.pk,
            person_id=officer.pk,
        )
    return len(told)


def waiting_reports(run: Run) -> QuerySet[Report]:
    """Drafts that this run wrote and that ask for at least one decision."""
    asks = Line.objects.filter(report=OuterRef("pk"), changed=True, decision="")
    return (
        Report.objects.filter(Exists(asks), run=run, status=ReportStatus.DRAFT)
        .select_related("neighborhood")
        .order_by("neighborhood__name")
    )


def send_review_letter(
    *, job_id: int, run_id: int, person_id: int, link: str, now: datetime
) -> None:
    """Send one officer one letter with all that still waits; none if nothing does."""
    officer = User.objects.filter(pk=person_id).first()
    if officer is not None and not officer.holds(Role.OFFICER):
        withhold(job_id=job_id, person_id=officer.pk, now=now)
        return
    names = _waiting_for(run_id, officer)
    if officer is None or not names:
        finish(job_id=job_id, now=now)
        return
    deliver(
        job_id=job_id,
        to=officer.email,
        language=officer.language,
        template="reports_ready",
        values={"names": names, "count": len(names), "link": link},
        now=now,
    )


def _waiting_for(run_id: int, officer: User | None) -> list[str]:
    run = Run.objects.filter(pk=run_id).first()
    if run is None or officer is None:
        return []
    return [
        report.neighborhood.name
        for report in waiting_reports(run)
        if officer.holds(Role.OFFICER, report.neighborhood_id)
    ]
