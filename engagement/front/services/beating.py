"""The heartbeat: sent by the clock, written down by a worker."""

from __future__ import annotations

from datetime import datetime

from engagement.front.models import Heartbeat

CLOCK = "clock"


def beat(*, now: datetime) -> None:
    """Write down that clock, broker and worker are alive."""
    Heartbeat.objects.update_or_create(name=CLOCK, defaults={"at": now})
