"""Who looked at a list, for those who count and those it is about."""

from __future__ import annotations

from datetime import datetime

from engagement.people.models import User
from meetings.models import Booking, ListLook


def list_looks_since(actor: User, moment: datetime) -> int:
    return ListLook.objects.filter(actor=actor, at__gt=moment).count()


def looks_at_booking(booking: Booking) -> list[ListLook]:
    """What somebody who comes reads: when and why their row was read, newest first."""
    return list(ListLook.objects.filter(seen=booking).order_by("-at", "-pk"))
