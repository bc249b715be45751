from __future__ import annotations

from celery import shared_task
from django.utils.timezone import now

from engagement.moderation.services import telling


@shared_task(
    name="moderation.tell_moderators",
    acks_late=True,
    soft_time_limit=110,
    time_limit=120,
)
def tell_moderators(**_later: object) -> None:
    telling.ask_for_digests(now=now())


@shared_task(
    name="moderation.send_digest", acks_late=True, soft_time_limit=50, time_limit=60
)
def send_digest(*, job_id: int, person_id: int, **_later: object) -> None:
    telling.send_digest(job_id=job_id, person_id=person_id, now=now())
