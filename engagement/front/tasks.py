"""What the front does by the clock."""

from __future__ import annotations

from celery import shared_task
from django.utils.timezone import now

from engagement.front.services import departing, erasing, exporting
from engagement.front.services.beating import beat


@shared_task(name="front.heartbeat", acks_late=True, soft_time_limit=10, time_limit=20)
def heartbeat(**_later: object) -> None:
    beat(now=now())


@shared_task(
    name="front.make_export", acks_late=True, soft_time_limit=240, time_limit=300
)
def make_export(*, job_id: int, export_id: int, **_later: object) -> None:
    exporting.make_export(job_id=job_id, export_id=export_id, now=now())


@shared_task(
    name="front.tell_of_export", acks_late=True, soft_time_limit=50, time_limit=60
)
def tell_of_export(*, job_id: int, export_id: int, **_later: object) -> None:
    exporting.tell_of_export(job_id=job_id, export_id=export_id, now=now())


@shared_task(
    name="front.note_erasures", acks_late=True, soft_time_limit=50, time_limit=60
)
def note_erasures(*, job_id: int | None = None, **_later: object) -> None:
    erasing.note_erasures(job_id=job_id, now=now())


@shared_task(
    name="front.ask_for_departures", acks_late=True, soft_time_limit=50, time_limit=60
)
def ask_for_departures(**_later: object) -> None:
    departing.ask_for_departures(now=now())


@shared_task(name="front.depart", acks_late=True, soft_time_limit=240, time_limit=300)
def depart(*, job_id: int, sort: str, **_later: object) -> None:
    departing.depart(job_id=job_id, sort=sort, now=now())


@shared_task(
    name="front.depart_hourly", acks_late=True, soft_time_limit=240, time_limit=300
)
def depart_hourly(**_later: object) -> None:
    departing.depart_hourly(now=now())
