"""What happens to meetings by the clock."""

from __future__ import annotations

from celery import shared_task
from django.utils.timezone import now

from meetings import services


@shared_task(
    name="meetings.grow_series", acks_late=True, soft_time_limit=280, time_limit=300
)
def grow_series(**_later: object) -> None:
    """Write the meetings of series that have come near; let old addresses go."""
    for series_id in services.growing_series():
        services.grow_series(series_id=series_id, now=now())
    services.forget_letters(now=now())
