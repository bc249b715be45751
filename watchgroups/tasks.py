"""What watch groups do by the clock, and the letters that leave."""

from __future__ import annotations

from celery import shared_task
from django.utils.timezone import now

from watchgroups import services
from watchgroups.services import rota_clock, rota_letters


@shared_task(
    name="watchgroups.settle_groups", acks_late=True, soft_time_limit=50, time_limit=60
)
def settle_groups(**_later: object) -> None:
    """Pause groups whose captain was shut out elsewhere."""
    services.settle_groups(now=now())


@shared_task(
    name="watchgroups.grow_patrols", acks_late=True, soft_time_limit=280, time_limit=300
)
def grow_patrols(**_later: object) -> None:
    """Write the patrols that have come near; warn of what ends within 30 days."""
    services.grow_patrols(now=now())
    services.warn_of_lapses(now=now())


@shared_task(
    name="watchgroups.tend_rota", acks_late=True, soft_time_limit=50, time_limit=60
)
def tend_rota(**_later: object) -> None:
    """Take off who may not go out, remind the others, say what became of what is over."""
    services.settle_rotas(now=now())
    services.remind_of_patrols(now=now())
    services.close_patrols(now=now())


@shared_task(
    name="watchgroups.spread_call", acks_late=True, soft_time_limit=50, time_limit=60
)
def spread_call(*, job_id: int, call_id: int, **_later: object) -> None:
    rota_clock.spread_call(job_id=job_id, call_id=call_id, now=now())


@shared_task(
    name="watchgroups.send_call", acks_late=True, soft_time_limit=50, time_limit=60
)
def send_call(*, job_id: int, call_letter_id: int, **_later: object) -> None:
    rota_letters.send_call(job_id=job_id, call_letter_id=call_letter_id, now=now())


@shared_task(
    name="watchgroups.send_patrol_letter",
    acks_late=True,
    soft_time_limit=50,
    time_limit=60,
)
def send_patrol_letter(
    *, job_id: int, sign_up_id: int, what: str, number: int, **_later: object
) -> None:
    rota_letters.send_patrol_letter(
        job_id=job_id, sign_up_id=sign_up_id, what=what, number=number, now=now()
    )


@shared_task(
    name="watchgroups.send_offer", acks_late=True, soft_time_limit=50, time_limit=60
)
def send_offer(*, job_id: int, offer_id: int, **_later: object) -> None:
    rota_letters.send_offer(job_id=job_id, offer_id=offer_id, now=now())


@shared_task(
    name="watchgroups.send_offer_answer",
    acks_late=True,
    soft_time_limit=50,
    time_limit=60,
)
def send_offer_answer(*, job_id: int, offer_id: int, **_later: object) -> None:
    rota_letters.send_offer_answer(job_id=job_id, offer_id=offer_id, now=now())


@shared_task(
    name="watchgroups.send_lapse_letter",
    acks_late=True,
    soft_time_limit=50,
    time_limit=60,
)
def send_lapse_letter(
    *, job_id: int, group_id: int, person_id: int, **_later: object
) -> None:
    rota_letters.send_lapse_letter(
        job_id=job_id, group_id=group_id, person_id=person_id, now=now()
    )
