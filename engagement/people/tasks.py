from __future__ import annotations

from celery import shared_task
from django.utils.timezone import now

from engagement.people import services


@shared_task(
    name="people.purge_codes", acks_late=True, soft_time_limit=50, time_limit=60
)
def purge_codes(**_later: object) -> None:
    services.purge_codes(now=now())
