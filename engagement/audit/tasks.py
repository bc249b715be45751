from __future__ import annotations

from celery import shared_task
from django.utils.timezone import now

from engagement.audit import services
from engagement.audit.services.chaining import BATCH


@shared_task(name="audit.chain", acks_late=True, soft_time_limit=50, time_limit=60)
def chain(**_later: object) -> None:
    while services.chain() == BATCH:
        pass


@shared_task(name="audit.sign_head", acks_late=True, soft_time_limit=50, time_limit=60)
def sign_head(**_later: object) -> None:
    services.sign_head(now=now())
