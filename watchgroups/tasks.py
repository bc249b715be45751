"""What watch groups do by the clock, and the letters that leave."""

from __future__ import annotations

from celery import shared_task
from django.utils.timezone import now

from watchgroups import services
from watchgroups.services import (
    guardians,
    inviting,
    member_letters,
    telling,
    upkeep,
)


@shared_task(
    name="watchgroups.settle_groups", acks_late=True, soft_time_limit=50, time_limit=60
)
def settle_groups(**_later: object) -> None:
    """Pause groups whose captain was shut out elsewhere."""
    services.settle_groups(now=now())


@shared_task(
    name="watchgroups.send_member_letter",
    acks_late=True,
    soft_time_limit=50,
    time_limit=60,
)
def send_member_letter(
    *, job_id: int, member_id: int, kind: str, **_later: object
) -> None:
    member_letters.send_member_letter(
        job_id=job_id, member_id=member_id, kind=kind, now=now()
    )


@shared_task(
    name="watchgroups.send_captain_letter",
    acks_late=True,
    soft_time_limit=50,
    time_limit=60,
)
def send_captain_letter(
    *, job_id: int, group_id: int, person_id: int, kind: str, **_later: object
) -> None:
    member_letters.send_captain_letter(
        job_id=job_id, group_id=group_id, person_id=person_id, kind=kind, now=now()
    )


@shared_task(
    name="watchgroups.warn_of_looks", acks_late=True, soft_time_limit=50, time_limit=60
)
def warn_of_looks(
    *, job_id: int, watcher_id: int, actor_id: int, group_id: int, **_later: object
) -> None:
    member_letters.warn_of_looks(
        job_id=job_id,
        watcher_id=watcher_id,
        actor_id=actor_id,
        group_id=group_id,
        now=now(),
    )


@shared_task(
    name="watchgroups.send_invitations",
    acks_late=True,
    soft_time_limit=280,
    time_limit=300,
)
def send_invitations(**_later: object) -> None:
    """Let the invitations leave that waited for their day."""
    inviting.send_due_invitations(now=now())


@shared_task(
    name="watchgroups.tend_members",
    acks_late=True,
    soft_time_limit=280,
    time_limit=300,
)
def tend_members(**_later: object) -> None:
    """Once a day: ask members and captains what has to be asked."""
    guardians.end_unanswered(now=now())
    upkeep.ask_whether_they_take_part(now=now())
    upkeep.ask_to_agree_anew(now=now())
    telling.tell_of_waiting_requests(now=now())


@shared_task(
    name="watchgroups.ask_for_lists",
    acks_late=True,
    soft_time_limit=280,
    time_limit=300,
)
def ask_for_lists(**_later: object) -> None:
    """Once a month: ask captains whether the list of members is right."""
    telling.ask_whether_lists_are_right(now=now())
