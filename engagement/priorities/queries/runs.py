"""How far a build has come, and which ones stand still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, QuerySet
from django.db.models.functions import Coalesce, Greatest

from engagement.common.weeks import Week
from engagement.places.models import Neighborhood
from engagement.priorities.choices import PartState
from engagement.priorities.models import Part, Report, Run

STUCK_AFTER = timedelta(minutes=10)
"""Longer than any task may run; nothing moved for this long is noticed."""


@dataclass(frozen=True)
class Progress:
    """Parts of a run by state; a failed one is named with its reason."""

    waiting: int
    running: int
    done: int
    failed: list[Part]

    @property
    def total(self) -> int:
        return self.waiting + self.running + self.done + len(self.failed)

    @property
    def is_over(self) -> bool:
        return not self.waiting and not self.running


def progress_of(run: Run) -> Progress:
    parts = list(
        run.parts.select_related("neighborhood").order_by("neighborhood__name")
    )
    states = [part.state for part in parts]
    return Progress(
        waiting=states.count(PartState.WAITING),
        running=states.count(PartState.RUNNING),
        done=states.count(PartState.DONE),
        failed=[part for part in parts if part.state == PartState.FAILED],
    )


def unfinished_runs() -> QuerySet[Run]:
    return Run.objects.filter(finished_at=None).order_by("pk")


def stuck_runs(at: datetime) -> QuerySet[Run]:
    """Unfinished runs in which nothing has moved for ten minutes."""
    moved = Greatest(
        "started_at",
        Coalesce(Max("parts__started_at"), "started_at"),
        Coalesce(Max("parts__finished_at"), "started_at"),
    )
    runs = unfinished_runs().annotate(moved_at=moved)
    return runs.filter(moved_at__lte=at - STUCK_AFTER)


def places_without_report(week: Week) -> QuerySet[Neighborhood]:
    """Neighborhoods that have no report of this week, in any state."""
    made = Report.objects.filter(week_year=week.year, week_number=week.number)
    return (
        Neighborhood.objects.filter(is_active=True)
        .exclude(pk__in=made.values("neighborhood"))
        .order_by("pk")
    )
