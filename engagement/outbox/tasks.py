from __future__ import annotations

from celery import shared_task
from django.utils.timezone import now

from engagement.outbox import services


@shared_task(
    name="outbox.send_sealed", acks_late=True, soft_time_limit=50, time_limit=60
)
def send_sealed(*, job_id: int, letter_id: int, **_later: object) -> None:
    services.deliver_sealed(job_id=job_id, letter_id=letter_id, now=now())


@shared_task(name="outbox.send_text", acks_late=True, soft_time_limit=50, time_limit=60)
def send_text(*, job_id: int, letter_id: int, **_later: object) -> None:
    services.deliver_text(job_id=job_id, letter_id=letter_id, now=now())
