"""What watch groups do by the clock, and the letters that leave."""

from __future__ import annotations

from celery import shared_task
from django.utils.timezone import now

from watchgroups import services
from watchgroups.services import cameras, letters, wall


@shared_task(
    name="watchgroups.settle_groups", acks_late=True, soft_time_limit=50, time_limit=60
)
def settle_groups(**_later: object) -> None:
    """Pause groups whose captain was shut out elsewhere."""
    services.settle_groups(now=now())


# -- messages, alerts and reports ------------------------------------------------------
@shared_task(
    name="watchgroups.settle_posts", acks_late=True, soft_time_limit=50, time_limit=60
)
def settle_posts(**_later: object) -> None:
    """Let the letters leave that a moderator passed; tell who wrote them."""
    wall.settle_posts(now=now())


@shared_task(
    name="watchgroups.spread_post", acks_late=True, soft_time_limit=50, time_limit=60
)
def spread_post(*, job_id: int, post_id: int, **_later: object) -> None:
    letters.spread_post(job_id=job_id, post_id=post_id, now=now())


@shared_task(
    name="watchgroups.send_post", acks_late=True, soft_time_limit=50, time_limit=60
)
def send_post(*, job_id: int, member_id: int, post_id: int, **_later: object) -> None:
    letters.send_post(job_id=job_id, member_id=member_id, post_id=post_id, now=now())


@shared_task(
    name="watchgroups.tell_writer", acks_late=True, soft_time_limit=50, time_limit=60
)
def tell_writer(*, job_id: int, post_id: int, **_later: object) -> None:
    letters.tell_writer(job_id=job_id, post_id=post_id, now=now())


@shared_task(
    name="watchgroups.spread_alert", acks_late=True, soft_time_limit=50, time_limit=60
)
def spread_alert(*, job_id: int, alert_id: int, **_later: object) -> None:
    letters.spread_alert(job_id=job_id, alert_id=alert_id, now=now())


@shared_task(
    name="watchgroups.send_alert", acks_late=True, soft_time_limit=50, time_limit=60
)
def send_alert(*, job_id: int, alert_id: int, person_id: int, **_later: object) -> None:
    letters.send_alert(job_id=job_id, alert_id=alert_id, person_id=person_id, now=now())


@shared_task(
    name="watchgroups.tell_of_report", acks_late=True, soft_time_limit=50, time_limit=60
)
def tell_of_report(
    *, job_id: int, report_id: int, person_id: int, **_later: object
) -> None:
    letters.tell_of_report(
        job_id=job_id, report_id=report_id, person_id=person_id, now=now()
    )


@shared_task(
    name="watchgroups.send_warning", acks_late=True, soft_time_limit=50, time_limit=60
)
def send_warning(*, job_id: int, report_id: int, **_later: object) -> None:
    letters.send_warning(job_id=job_id, report_id=report_id, now=now())


# -- cameras ---------------------------------------------------------------------------
@shared_task(
    name="watchgroups.ask_owner", acks_late=True, soft_time_limit=50, time_limit=60
)
def ask_owner(*, job_id: int, ask_id: int, **_later: object) -> None:
    cameras.ask_owner(job_id=job_id, ask_id=ask_id, now=now())
