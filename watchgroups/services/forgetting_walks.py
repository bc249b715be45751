"""Who was out, and who wrote what, is forgotten after a year; what was counted stays."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from watchgroups.models import Observation, Walk

KEPT: Final = timedelta(days=365)


@transaction.atomic
def forget_walks(*, now: datetime) -> int:
    """Delete walks of a year ago, and cut the log off from who wrote it.

    Words that became a concern live on there, by the concern’s own rules.
    """
    before = now - KEPT
    old = Walk.objects.filter(began_at__lt=before, ended_at__isnull=False)
    _all, each = old.delete()
    known = Q(writer__isnull=False) | ~Q(words="")
    seen = Observation.objects.filter(known, written_at__lt=before)
    gone: int = each.get("watchgroups.Walk", 0)
    return gone + seen.update(writer=None, words="")
