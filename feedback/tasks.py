"""What surveys do by the clock."""

from __future__ import annotations

from celery import shared_task
from django.utils.timezone import now

from feedback.services import results


@shared_task(
    name="feedback.count_results", acks_late=True, soft_time_limit=280, time_limit=300
)
def count_results(**_later: object) -> None:
    """Count the waves that are over; one that was counted meanwhile stays as it is."""
    for wave_id in results.waves_to_count(now()):
        results.count_wave(wave_id=wave_id, now=now())
