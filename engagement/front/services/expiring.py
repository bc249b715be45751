"""Copies of people's data leave after two days."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from engagement.front.models import EXPORT_KEPT, Export


def purge_exports(*, now: datetime) -> int:
    """Delete copies older than 48 hours, and those that never were made."""
    old = now - EXPORT_KEPT
    over = Q(ready_at__lte=old) | Q(ready_at=None, asked_at__lte=old)
    gone: int = Export.objects.filter(over).count()
    Export.objects.filter(over).delete()
    return gone
