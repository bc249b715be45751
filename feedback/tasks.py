"""What surveys do by the clock, and the letters that leave."""

from __future__ import annotations

from celery import shared_task
from django.utils.timezone import now

from feedback.services import answer_files, events, mailing, news, results


@shared_task(
    name="feedback.ask_after_events",
    acks_late=True,
    soft_time_limit=280,
    time_limit=300,
)
def ask_after_events(**_later: object) -> None:
    """Ask those something has happened for since the last look."""
    events.ask_after_events(now=now())


@shared_task(
    name="feedback.beat_pulses", acks_late=True, soft_time_limit=280, time_limit=300
)
def beat_pulses(**_later: object) -> None:
    """Bring pulses out again, and draw whom they ask."""
    events.beat_pulses(now=now())


@shared_task(
    name="feedback.send_invitation", acks_late=True, soft_time_limit=50, time_limit=60
)
def send_invitation(*, job_id: int, invitation_id: int, **_later: object) -> None:
    mailing.send_invitation(job_id=job_id, invitation_id=invitation_id, now=now())


@shared_task(
    name="feedback.send_reminder", acks_late=True, soft_time_limit=50, time_limit=60
)
def send_reminder(*, job_id: int, invitation_id: int, **_later: object) -> None:
    mailing.send_reminder(job_id=job_id, invitation_id=invitation_id, now=now())


@shared_task(
    name="feedback.count_results", acks_late=True, soft_time_limit=280, time_limit=300
)
def count_results(**_later: object) -> None:
    """Count the waves that are over; one that was counted meanwhile stays as it is."""
    for wave_id in results.waves_to_count(now()):
        results.count_wave(wave_id=wave_id, now=now())


@shared_task(
    name="feedback.take_in_file", acks_late=True, soft_time_limit=280, time_limit=300
)
def take_in_file(*, job_id: int, file_id: int, **_later: object) -> None:
    """Take in a file of answers somebody has looked at."""
    answer_files.take_in_file(job_id=job_id, file_id=file_id, now=now())


@shared_task(
    name="feedback.begin_news", acks_late=True, soft_time_limit=50, time_limit=60
)
def begin_news(*, job_id: int, wave_id: int, **_later: object) -> None:
    """Begin to tell that results are out."""
    news.begin_news(job_id=job_id, wave_id=wave_id, now=now())


@shared_task(
    name="feedback.spread_news", acks_late=True, soft_time_limit=280, time_limit=300
)
def spread_news(
    *, job_id: int, wave_id: int, after: int, to_addresses: bool, **_later: object
) -> None:
    """Ask for the letters of the next two hundred, and for the batch after them."""
    news.spread_news(
        job_id=job_id,
        wave_id=wave_id,
        after=after,
        to_addresses=to_addresses,
        now=now(),
    )


@shared_task(
    name="feedback.send_news", acks_late=True, soft_time_limit=50, time_limit=60
)
def send_news(*, job_id: int, wave_id: int, person_id: int, **_later: object) -> None:
    news.send_news(job_id=job_id, wave_id=wave_id, person_id=person_id, now=now())


@shared_task(
    name="feedback.mail_news", acks_late=True, soft_time_limit=50, time_limit=60
)
def mail_news(*, job_id: int, invitation_id: int, **_later: object) -> None:
    news.mail_news(job_id=job_id, invitation_id=invitation_id, now=now())
