"""What watch groups do by the clock, and the letters that leave."""

from __future__ import annotations

from celery import shared_task
from django.utils.timezone import now

from watchgroups import services


@shared_task(
    name="watchgroups.settle_groups", acks_late=True, soft_time_limit=50, time_limit=60
)
def settle_groups(**_later: object) -> None:
    """Pause groups whose captain was shut out elsewhere."""
    services.settle_groups(now=now())
