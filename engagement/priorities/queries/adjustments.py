"""Which adjustments were in force for a report."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.timezone import localdate

from engagement.priorities.frozen import FrozenAdjustment
from engagement.priorities.models import Adjustment

REVIEWED_FOR = timedelta(days=7)


def adjustments_for(
    neighborhood_id: int, as_of: datetime, *, at: datetime
) -> dict[str, FrozenAdjustment]:
    """By kind, what holds at `at`, or at the end of the week of review before it.

    A report is reviewed in the week after its own; what an officer sets then is about
    that report, and what is set later is not.
    """
    moment = max(as_of, min(at, as_of + REVIEWED_FOR))
    found = (
        Adjustment.objects.filter(
            Q(ended_at=None) | Q(ended_at__gt=moment),
            Q(needs_second=False) | Q(countersigned_by__isnull=False),
            neighborhood_id=neighborhood_id,
            made_at__lte=moment,
            expires_on__gte=localdate(as_of),
        )
        .select_related("kind", "author")
        .order_by("kind__code", "-made_at", "-id")
    )
    return {row.kind.code: _frozen(row) for row in reversed(found)}


def _frozen(row: Adjustment) -> FrozenAdjustment:
    return {
        "factor": row.factor,
        "reason": row.reason_code,
        "text": row.text,
        "by": row.author.name if row.author else "",
        "pinned": row.is_pin,
        "made_on": localdate(row.made_at).isoformat(),
        "expires_on": row.expires_on.isoformat(),
    }
