"""What meetings send later or by the clock."""

from __future__ import annotations

from celery import shared_task
from django.utils.timezone import now

from meetings.services import reminding


@shared_task(
    name="meetings.remind_of_minutes",
    acks_late=True,
    soft_time_limit=50,
    time_limit=60,
)
def remind_of_minutes(**_later: object) -> None:
    reminding.remind_of_minutes(now=now())


@shared_task(
    name="meetings.send_minutes_reminder",
    acks_late=True,
    soft_time_limit=50,
    time_limit=60,
)
def send_minutes_reminder(
    *, job_id: int, meeting_id: int, person_id: int, days: int, **_later: object
) -> None:
    reminding.send_minutes_reminder(
        job_id=job_id,
        meeting_id=meeting_id,
        person_id=person_id,
        days=days,
        now=now(),
    )


@shared_task(
    name="meetings.tell_proposer", acks_late=True, soft_time_limit=50, time_limit=60
)
def tell_proposer(*, job_id: int, proposal_id: int, **_later: object) -> None:
    reminding.tell_proposer(job_id=job_id, proposal_id=proposal_id, now=now())
