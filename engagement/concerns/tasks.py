from __future__ import annotations

from celery import shared_task
from django.utils.timezone import now

from engagement.concerns import services
from engagement.concerns.services import discussing, letters, reach_letters


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
    name="concerns.tell_supporter", acks_late=True, soft_time_limit=50, time_limit=60
)
def tell_supporter(
    *, job_id: int, update_id: int, person_id: int, **_later: object
) -> None:
    discussing.tell_supporter(
        job_id=job_id, update_id=update_id, person_id=person_id, now=now()
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
    name="concerns.tell_of_look", acks_late=True, soft_time_limit=50, time_limit=60
)
def tell_of_look(*, job_id: int, look_id: int, **_later: object) -> None:
    reach_letters.tell_of_look(job_id=job_id, look_id=look_id, now=now())


@shared_task(
    name="concerns.tell_of_message", acks_late=True, soft_time_limit=50, time_limit=60
)
def tell_of_message(*, job_id: int, message_id: int, **_later: object) -> None:
    reach_letters.tell_of_message(job_id=job_id, message_id=message_id, now=now())


@shared_task(
    name="concerns.tell_of_answer", acks_late=True, soft_time_limit=50, time_limit=60
)
def tell_of_answer(*, job_id: int, concern_id: int, **_later: object) -> None:
    reach_letters.tell_of_answer(job_id=job_id, concern_id=concern_id, now=now())


@shared_task(
    name="concerns.send_private_receipt",
    acks_late=True,
    soft_time_limit=50,
    time_limit=60,
)
def send_private_receipt(*, job_id: int, complaint_id: int, **_later: object) -> None:
    reach_letters.send_private_receipt(
        job_id=job_id, complaint_id=complaint_id, now=now()
    )


@shared_task(
    name="concerns.tell_complainant", acks_late=True, soft_time_limit=50, time_limit=60
)
def tell_complainant(*, job_id: int, entry_id: int, **_later: object) -> None:
    reach_letters.tell_complainant(job_id=job_id, entry_id=entry_id, now=now())


@shared_task(
    name="concerns.tell_overseer", acks_late=True, soft_time_limit=50, time_limit=60
)
def tell_overseer(*, job_id: int, overseer_id: int, **_later: object) -> None:
    reach_letters.tell_overseer(job_id=job_id, overseer_id=overseer_id, now=now())


@shared_task(
    name="concerns.warn_of_looks", acks_late=True, soft_time_limit=50, time_limit=60
)
def warn_of_looks(
    *, job_id: int, watcher_id: int, actor_id: int, why: str, **_later: object
) -> None:
    reach_letters.warn_of_looks(
        job_id=job_id, watcher_id=watcher_id, actor_id=actor_id, why=why, now=now()
    )


@shared_task(
    name="concerns.tell_of_sender", acks_late=True, soft_time_limit=50, time_limit=60
)
def tell_of_sender(
    *, job_id: int, decision_id: int, person_id: int, **_later: object
) -> None:
    reach_letters.tell_of_sender(
        job_id=job_id, decision_id=decision_id, person_id=person_id, now=now()
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
    name="concerns.find_named", acks_late=True, soft_time_limit=240, time_limit=300
)
def find_named(**_later: object) -> None:
    services.find_named(now=now())


@shared_task(
    name="concerns.tell_of_decisions",
    acks_late=True,
    soft_time_limit=50,
    time_limit=60,
)
def tell_of_decisions(**_later: object) -> None:
    services.tell_of_decisions(now=now())


@shared_task(
    name="concerns.sweep_photo_files",
    acks_late=True,
    soft_time_limit=280,
    time_limit=300,
)
def sweep_photo_files(**_later: object) -> None:
    services.sweep_photo_files(now=now())
