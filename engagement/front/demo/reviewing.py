"""The last weeks’ reports of the demo town, decided and signed by its officers.

The newest week is left to whoever plays the officer.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate

from engagement.common.weeks import Week
from engagement.front.demo.people import KNOWN
from engagement.front.demo.promising import officer_of
from engagement.outbox.models import Job
from engagement.people.models import User
from engagement.priorities.choices import ChecklistItem, Decision, ReportStatus
from engagement.priorities.models import Line, Report
from engagement.priorities.services.deciding import (
    Particulars,
    decide_line,
    keep_last_decisions,
)
from engagement.priorities.services.signing import sign_report

_ADOPTED, _LOOKED_AT = 3, 8
_FILE = Path(__file__).with_name("phrases") / "reviews.toml"
_WATCHED = timedelta(days=42)
_EMAILS = [one.email for one in KNOWN]


@transaction.atomic
def sign_week(week: Week) -> int:
    """Let every officer decide and sign the week's drafts, as on the Tuesday after.

    The people of the town have had the letters about it long ago: none are written.
    """
    zone = ZoneInfo(settings.TIME_ZONE)
    monday = week.ends_at(zone)
    words = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    rng = random.Random(str(week))  # noqa: S311 - which note is written, no secret
    known = {user.email: user for user in User.objects.filter(email__in=_EMAILS)}
    drafts = Report.objects.filter(
        week_year=week.year, week_number=week.number, status=ReportStatus.DRAFT
    )
    drafts.update(made_at=monday.replace(hour=6))
    signed = 0
    for report in drafts.select_related("neighborhood").order_by("neighborhood_id"):
        officer = officer_of(report.neighborhood.name, known)
        _sign(report, officer, monday + timedelta(hours=34), words, rng)
        signed += 1
    Job.objects.filter(task="priorities.tell_people", sent_at=None).delete()
    return signed


def _sign(
    report: Report,
    officer: User,
    now: datetime,
    words: Mapping[str, Any],
    rng: random.Random,
) -> None:
    keep_last_decisions(report_id=report.pk, actor=officer, now=now)
    undecided = report.lines.filter(decision="").select_related("kind__parent")
    for line in undecided.order_by("position"):
        _decide(line, officer, now, words)
    note = rng.choice(words["notes"]["any"]) if rng.random() < 0.6 else ""  # noqa: PLR2004 - most weeks
    sign_report(
        report_id=report.pk,
        actor=officer,
        checked=list(ChecklistItem.values),
        note=note,
        now=now,
    )


def _decide(line: Line, officer: User, now: datetime, words: Mapping[str, Any]) -> None:
    decision, reason, particulars = _choice(line, localdate(now), words)
    decide_line(
        line_id=line.pk,
        actor=officer,
        decision=decision,
        reason=reason,
        particulars=particulars,
        now=now,
    )


def _choice(
    line: Line, today: date, words: Mapping[str, Any]
) -> tuple[Decision, str, Particulars]:
    """The first lines are taken on, some are passed on, the rest is watched or waits."""
    group = line.kind.parent.code if line.kind.parent else ""
    if line.position <= _ADOPTED:
        return Decision.ADOPT, words["adopt"][group], Particulars()
    if group in words["refer"]:
        who, contact = words["refer_to"][group]
        passed = Particulars(who=who, contact=contact, on=today)
        return Decision.REFER, words["refer"][group], passed
    if line.position <= _LOOKED_AT:
        until = Particulars(until=today + _WATCHED)
        return Decision.WATCH, words["watch"]["any"], until
    return Decision.NOT_NOW, words["not_now"]["any"], Particulars()
