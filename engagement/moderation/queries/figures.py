"""What the public may know of the moderators' work: how much, how fast."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.aggregates import Aggregate
from django.db.models.functions import TruncMonth
from django.utils.timezone import localdate

from engagement.common.small_counts import answers_count
from engagement.common.suppression import answers_shown
from engagement.moderation.choices import DECIDES, Verdict
from engagement.moderation.models import Decision

RECENT: Final = timedelta(days=90)
_MONTHS: Final = 6
_HOUR: Final = 3600


class _Median(Aggregate):
    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


@dataclass(frozen=True)
class Month:
    """What was decided in one month; small counts are words, so that nobody is told."""

    first: date
    passed: str
    edited: str
    refused: str


@dataclass(frozen=True)
class Figures:
    """`median_hours` is None where too few were looked at to tell."""

    median_hours: int | None
    months: list[Month]


def _standing() -> QuerySet[Decision]:
    return Decision.objects.filter(verdict__in=DECIDES, undone_at=None)


def figures(now: datetime) -> Figures:
    """Give the median time from asking to deciding, and whole months as counts."""
    waited = ExpressionWrapper(F("at") - F("asked_at"), output_field=DurationField())
    recent: dict[str, Any] = (
        _standing()
        .filter(at__gte=now - RECENT)
        .aggregate(
            count=Count("pk"), median=_Median(waited, output_field=DurationField())
        )
    )
    median = None
    if answers_shown(recent["count"]) is not None:
        median = max(1, round(recent["median"].total_seconds() / _HOUR))
    return Figures(median, _months(now))


def _months(now: datetime) -> list[Month]:
    """Only months that are over: a running one would tell each single act."""
    this = localdate(now).replace(day=1)
    rows = (
        _standing()
        .annotate(month=TruncMonth("at"))
        .values("month")
        .annotate(
            passed=Count("pk", filter=Q(verdict=Verdict.PASS)),
            edited=Count("pk", filter=Q(verdict__in=[Verdict.EDIT, Verdict.REDACT])),
            refused=Count("pk", filter=Q(verdict=Verdict.REFUSE)),
        )
        .order_by("-month")[: _MONTHS + 1]
    )
    return [
        Month(
            localdate(row["month"]),
            answers_count(row["passed"]),
            answers_count(row["edited"]),
            answers_count(row["refused"]),
        )
        for row in rows
        if localdate(row["month"]) < this
    ][:_MONTHS]
