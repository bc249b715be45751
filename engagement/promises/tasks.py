"""Reminders to whoever promised something."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings
from django.utils.timezone import localdate, now

from engagement.common.roles import Viewer
from engagement.outbox.services import deliver, finish, withhold
from engagement.promises import services
from engagement.promises.permissions import can_change_promise


@shared_task(
    name="promises.remind_owner", acks_late=True, soft_time_limit=50, time_limit=60
)
def remind_owner(
    *, job_id: int, promise_id: int, version_meant: int, **_later: object
) -> None:
    promise = services.reminder_is_due(promise_id=promise_id, version=version_meant)
    if promise is None or promise.owner is None:
        finish(job_id, now())
        return
    owner = promise.owner
    if not (owner.is_active and can_change_promise(Viewer(user=owner), promise)):
        withhold(job_id=job_id, person_id=owner.pk, now=now())
        return
    deliver(
        job_id=job_id,
        to=owner.email,
        language=owner.language,
        template="promise_due",
        values={
            "what": promise.what,
            "who": promise.who,
            "neighborhood": promise.neighborhood.name,
            "due_on": promise.due_on,
            "days_late": promise.days_late(localdate()),
            "link": f"{settings.SITE_URL}{promise.get_absolute_url()}",
        },
        now=now(),
    )
