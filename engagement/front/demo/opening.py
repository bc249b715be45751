"""Have the workers build the reports a town that opens today should already have."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from engagement.common.weeks import Week, week_just_ended
from engagement.outbox.services import enqueue
from engagement.priorities.models import Run
from engagement.priorities.queries.runs import places_without_report
from engagement.priorities.services.building import start_run

WEEKS_TO_SHOW = 8


def weeks_to_show(now: datetime) -> list[Week]:
    """The last eight weeks that are over, oldest first: each takes up the one before."""
    newest = week_just_ended(now, ZoneInfo(settings.TIME_ZONE))
    return [newest.after(-back) for back in reversed(range(WEEKS_TO_SHOW))]


@transaction.atomic
def ask_for_reports(*, week: Week, now: datetime) -> Run | None:
    """Wake a worker for whoever has no report of the week; None when all have one."""
    missing = list(places_without_report(week).values_list("pk", flat=True))
    if not missing:
        return None
    run = start_run(week=week, neighborhood_ids=missing, now=now)
    enqueue(
        task="priorities.build_reports",
        about=f"priorities.run:{run.pk}",
        now=now,
        run_id=run.pk,
    )
    return run
