"""The nightly leaving: each sort of data in a job of its own, with a note of how much."""

from __future__ import annotations

from datetime import datetime
from time import monotonic

from django.utils.timezone import localdate

from engagement.front.models import Departure
from engagement.front.personal.retention import BY_CODE, SORTS
from engagement.outbox.services import enqueue, finish


def ask_for_departures(*, now: datetime) -> int:
    """Ask for one job for each sort, once a night; one that fails stops no other."""
    night = localdate(now).toordinal()
    asked = [
        enqueue(
            task="front.depart",
            about=f"front.departure:{sort.code}",
            version=night,
            now=now,
            sort=sort.code,
        )
        for sort in SORTS
    ]
    return sum(job is not None for job in asked)


def depart(*, job_id: int, sort: str, now: datetime) -> None:
    """Let go what has run out, and note it; what a killed job had done stays done."""
    begun = monotonic()
    if sort in BY_CODE:
        gone = BY_CODE[sort].leave(now=now)
        seconds = round(monotonic() - begun, 3)
        Departure.objects.create(sort=sort, gone=gone, seconds=seconds, at=now)
    finish(job_id, now)


def depart_hourly(*, now: datetime) -> int:
    """Let go what may stay for hours only; noted when there was something."""
    total = 0
    for sort in SORTS:
        if not sort.is_hourly:
            continue
        begun, gone = monotonic(), sort.leave(now=now)
        seconds = round(monotonic() - begun, 3)
        if gone:
            Departure.objects.create(sort=sort.code, gone=gone, seconds=seconds, at=now)
        total += gone
    return total
