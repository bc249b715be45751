"""Building reports, a chord with one task a neighborhood, and letters about decisions.

The rows of a run are the truth; every task may run twice, late, or be killed.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from celery import chord, shared_task
from django.conf import settings
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import override

from engagement.common.weeks import week_just_ended
from engagement.outbox.services import deliver, finish
from engagement.priorities.models import Line
from engagement.priorities.presenting.decisions import letter_words
from engagement.priorities.services import building, letters, reviewers


@shared_task(
    name="priorities.build_reports", acks_late=True, soft_time_limit=240, time_limit=300
)
def build_reports(
    *, run_id: int | None = None, job_id: int | None = None, **_later: object
) -> None:
    """Build what a run still waits for; without one, the week just ended."""
    moment = now()
    if run_id is None:
        week = week_just_ended(moment, ZoneInfo(settings.TIME_ZONE))
        run_id = building.start_run(week=week, now=moment).pk
    queue_parts(run_id, building.prepare_run(run_id=run_id))
    if job_id is not None:
        finish(job_id=job_id, now=moment)


@shared_task(
    name="priorities.build_neighborhood",
    acks_late=True,
    ignore_result=False,
    soft_time_limit=240,
    time_limit=300,
)
def build_neighborhood(*, run_id: int, neighborhood_id: int, **_later: object) -> None:
    building.build_part(run_id=run_id, neighborhood_id=neighborhood_id, now=now())


@shared_task(
    name="priorities.finish_build",
    acks_late=True,
    ignore_result=False,
    soft_time_limit=50,
    time_limit=60,
)
def finish_build(*, run_id: int, **_later: object) -> None:
    again = building.finish_run(run_id=run_id, now=now())
    if again:
        queue_parts(run_id, again)


@shared_task(
    name="priorities.catch_up", acks_late=True, soft_time_limit=50, time_limit=60
)
def catch_up(**_later: object) -> None:
    run = building.missed_run(now=now())
    if run is not None:
        build_reports.delay(run_id=run.pk)


@shared_task(
    name="priorities.sweep_runs", acks_late=True, soft_time_limit=50, time_limit=60
)
def sweep_runs(**_later: object) -> None:
    for run_id in building.sweep_runs(now=now()):
        build_reports.delay(run_id=run_id)


@shared_task(
    name="priorities.send_review_letter",
    acks_late=True,
    soft_time_limit=50,
    time_limit=60,
)
def send_review_letter(
    *, job_id: int, run_id: int, person_id: int, **_later: object
) -> None:
    reviewers.send_review_letter(
        job_id=job_id,
        run_id=run_id,
        person_id=person_id,
        link=f"{settings.SITE_URL}{reverse('priorities:reports')}",
        now=now(),
    )


def queue_parts(run_id: int, neighborhood_ids: list[int]) -> None:
    """Wake the workers for these neighborhoods, and one of them to finish."""
    last = finish_build.si(run_id=run_id)
    if not neighborhood_ids:
        last.delay()
        return
    parts = [
        build_neighborhood.si(run_id=run_id, neighborhood_id=place)
        for place in neighborhood_ids
    ]
    chord(parts)(last)


@shared_task(
    name="priorities.tell_people", acks_late=True, soft_time_limit=290, time_limit=300
)
def tell_people(*, job_id: int, report_id: int, **_later: object) -> None:
    letters.tell_people(report_id=report_id, now=now())
    finish(job_id, now())


@shared_task(
    name="priorities.send_line_letter",
    acks_late=True,
    soft_time_limit=50,
    time_limit=60,
)
def send_line_letter(
    *, job_id: int, line_id: int, person_id: int, **_later: object
) -> None:
    due = letters.letter_is_due(line_id=line_id, person_id=person_id)
    if due is None:
        finish(job_id, now())
        return
    line, person = due
    quiet = letters.is_quiet(line)
    with override(person.language):
        values = {} if quiet else _words(line)
    deliver(
        job_id=job_id,
        to=person.email,
        language=person.language,
        template="line_decided_quiet" if quiet else "line_decided",
        values=values,
        now=now(),
    )


def _words(line: Line) -> dict[str, str]:
    """What a letter says of a line, in the language that is on."""
    week = str(line.report.week).lower()
    place = line.report.neighborhood
    path = reverse("priorities:published_week", args=[place.slug, week])
    return {
        "kind": line.kind.label,
        "neighborhood": place.name,
        "link": f"{settings.SITE_URL}{path}",
        **letter_words(line),
    }
