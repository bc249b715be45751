"""What surveys do by the clock."""

from __future__ import annotations

from celery import shared_task
from django.utils.timezone import now

from feedback.services import answer_files, indexing


@shared_task(
    name="feedback.freeze_indexes", acks_late=True, soft_time_limit=280, time_limit=300
)
def freeze_indexes(**_later: object) -> None:
    """Write the index of every wave that has closed."""
    for wave_id in indexing.waves_to_index(now()):
        indexing.freeze_index(wave_id=wave_id, now=now())


@shared_task(
    name="feedback.take_in_file", acks_late=True, soft_time_limit=280, time_limit=300
)
def take_in_file(*, job_id: int, file_id: int, **_later: object) -> None:
    """Take in a file of answers somebody has looked at."""
    answer_files.take_in_file(job_id=job_id, file_id=file_id, now=now())
