"""What the front does by the clock."""

from __future__ import annotations

from celery import shared_task
from django.utils.timezone import now

from engagement.front.services.beating import beat


@shared_task(name="front.heartbeat", acks_late=True, soft_time_limit=10, time_limit=20)
def heartbeat(**_later: object) -> None:
    beat(now=now())
