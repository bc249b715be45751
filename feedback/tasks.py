"""What surveys do by the clock."""

from __future__ import annotations

from celery import shared_task
from django.utils.timezone import now

from feedback.services import indexing


@shared_task(
    name="feedback.freeze_indexes", acks_late=True, soft_time_limit=280, time_limit=300
)
def freeze_indexes(**_later: object) -> None:
    """Write the index of every wave that has closed."""
    for wave_id in indexing.waves_to_index(now()):
        indexing.freeze_index(wave_id=wave_id, now=now())
