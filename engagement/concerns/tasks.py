from __future__ import annotations

from celery import shared_task
from django.utils.timezone import now

from engagement.concerns import services
from engagement.concerns.services import letters


@shared_task(
    name="concerns.send_receipt", acks_late=True, soft_time_limit=50, time_limit=60
)
def send_receipt(*, job_id: int, concern_id: int, **_later: object) -> None:
    letters.send_receipt(job_id=job_id, concern_id=concern_id, now=now())


@shared_task(
    name="concerns.tell_reporters", acks_late=True, soft_time_limit=50, time_limit=60
)
def tell_reporters(*, job_id: int, event: str, event_id: int, **_later: object) -> None:
    letters.tell_reporters(job_id=job_id, event=event, event_id=event_id, now=now())


@shared_task(
    name="concerns.send_update", acks_late=True, soft_time_limit=50, time_limit=60
)
def send_update(
    *, job_id: int, concern_id: int, event: str, event_id: int, **_later: object
) -> None:
    letters.send_update(
        job_id=job_id,
        concern_id=concern_id,
        event=event,
        event_id=event_id,
        now=now(),
    )


@shared_task(
    name="concerns.tell_officers", acks_late=True, soft_time_limit=50, time_limit=60
)
def tell_officers(
    *,
    job_id: int,
    issue_id: int | None = None,
    neighborhood_id: int | None = None,
    day: str = "",
    **_later: object,
) -> None:
    letters.tell_officers(
        job_id=job_id,
        issue_id=issue_id,
        neighborhood_id=neighborhood_id,
        day=day,
        now=now(),
    )


@shared_task(
    name="concerns.send_officer_letter",
    acks_late=True,
    soft_time_limit=50,
    time_limit=60,
)
def send_officer_letter(
    *,
    job_id: int,
    person_id: int,
    issue_id: int | None = None,
    neighborhood_id: int | None = None,
    day: str = "",
    **_later: object,
) -> None:
    letters.send_officer_letter(
        job_id=job_id,
        person_id=person_id,
        issue_id=issue_id,
        neighborhood_id=neighborhood_id,
        day=day,
        now=now(),
    )


@shared_task(
    name="concerns.check_counters", acks_late=True, soft_time_limit=280, time_limit=300
)
def check_counters(**_later: object) -> None:
    services.check_counters(now=now())


@shared_task(
    name="concerns.recount_proved", acks_late=True, soft_time_limit=240, time_limit=300
)
def recount_proved(**_later: object) -> None:
    services.recount_proved(now=now())


@shared_task(
    name="concerns.tell_of_decisions",
    acks_late=True,
    soft_time_limit=50,
    time_limit=60,
)
def tell_of_decisions(**_later: object) -> None:
    services.tell_of_decisions(now=now())


@shared_task(name="concerns.purge", acks_late=True, soft_time_limit=240, time_limit=300)
def purge(**_later: object) -> None:
    services.purge_drafts(now=now())
    services.forget_origins(now=now())
    services.forget_contacts(now=now())
    services.forget_texts(now=now())
    services.forget_photos(now=now())


@shared_task(
    name="concerns.sweep_photo_files",
    acks_late=True,
    soft_time_limit=280,
    time_limit=300,
)
def sweep_photo_files(**_later: object) -> None:
    services.sweep_photo_files(now=now())
