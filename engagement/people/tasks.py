"""Letters about roles, and what the clock forgets; each a thin door."""

from __future__ import annotations

from celery import shared_task
from django.utils.timezone import now

from engagement.outbox.services import finish
from engagement.people import services
from engagement.people.services import removal_letters, role_letters


@shared_task(
    name="people.send_role_letter", acks_late=True, soft_time_limit=50, time_limit=60
)
def send_role_letter(
    *, job_id: int, grant_id: int, event: str, **_later: object
) -> None:
    role_letters.send_role_letter(
        job_id=job_id, grant_id=grant_id, event=event, now=now()
    )


@shared_task(
    name="people.send_request_letter", acks_late=True, soft_time_limit=50, time_limit=60
)
def send_request_letter(
    *, job_id: int, request_id: int, person_id: int, **_later: object
) -> None:
    role_letters.send_request_letter(
        job_id=job_id, request_id=request_id, person_id=person_id, now=now()
    )


@shared_task(
    name="people.send_removal_letter", acks_late=True, soft_time_limit=50, time_limit=60
)
def send_removal_letter(
    *, job_id: int, removal_id: int, person_id: int, event: str, **_later: object
) -> None:
    removal_letters.send_removal_letter(
        job_id=job_id,
        removal_id=removal_id,
        person_id=person_id,
        event=event,
        now=now(),
    )


@shared_task(
    name="people.send_first_step_letter",
    acks_late=True,
    soft_time_limit=50,
    time_limit=60,
)
def send_first_step_letter(
    *, job_id: int, user_id: int, person_id: int, **_later: object
) -> None:
    services.send_first_step_letter(
        job_id=job_id, user_id=user_id, person_id=person_id, now=now()
    )


@shared_task(
    name="people.remove_lost_second_step",
    acks_late=True,
    soft_time_limit=50,
    time_limit=60,
)
def remove_lost_second_step(*, job_id: int, removal_id: int, **_later: object) -> None:
    if services.carry_out_removal(removal_id=removal_id, now=now()):
        finish(job_id, now())


@shared_task(
    name="people.purge_codes", acks_late=True, soft_time_limit=50, time_limit=60
)
def purge_codes(**_later: object) -> None:
    services.purge_codes(now=now())


@shared_task(
    name="people.send_credential_letter",
    acks_late=True,
    soft_time_limit=50,
    time_limit=60,
)
def send_credential_letter(
    *, job_id: int, credential_id: int, **_later: object
) -> None:
    services.send_credential_letter(
        job_id=job_id, credential_id=credential_id, now=now()
    )
