"""A few of last week's decisions, drawn by lot: the same ones all week for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import MD5, Cast, Concat

from engagement.common.roles import Viewer
from engagement.common.weeks import week_just_ended
from engagement.moderation.choices import DECIDES, State
from engagement.moderation.models import Decision, SampleNote

SAMPLE: Final = 12


def sample_of_week(now: datetime) -> QuerySet[Decision]:
    """Draw from the week before this one; its number is the lot."""
    zone = ZoneInfo(settings.TIME_ZONE)
    week = week_just_ended(now, zone)
    since, until = (one.ends_at(zone) for one in (week.after(-1), week))
    lot = MD5(
        Concat(Cast("pk", CharField()), Value(f" {week}"), output_field=CharField())
    )
    return (
        Decision.objects.filter(
            verdict__in=DECIDES, at__gte=since, at__lt=until, undone_at=None
        )
        .exclude(review__state=State.GONE)
        .select_related("review__neighborhood")
        .annotate(lot=lot)
        .order_by("lot")
    )


def own_notes(viewer: Viewer, decisions: Sequence[Decision]) -> dict[int, SampleNote]:
    """Give what this overseer noted on them already."""
    notes = SampleNote.objects.filter(
        decision__in=[one.pk for one in decisions],
        by=viewer.user.pk if viewer.user else None,
    )
    return {note.decision_id: note for note in notes}
