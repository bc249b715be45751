from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import now

from engagement.outbox import services
from engagement.outbox.models import Job, SealedLetter
from engagement.outbox.queries import dead_jobs, oldest_waiting, waiting_jobs
from engagement.outbox.services.accounting import MOST_ATTEMPTS
from engagement.outbox.tasks import send_sealed

pytestmark = pytest.mark.django_db
MOMENT = now()


def make_job(about: str = "x.y:1", **fields: Any) -> Job:
    services.enqueue(task="a.b", about=about, now=MOMENT)
    Job.objects.filter(about=about).update(**fields)
    return Job.objects.get(about=about)


def test_due_jobs_wait_oldest_first_and_others_do_not() -> None:
    later = make_job("later", not_before=MOMENT + timedelta(seconds=1))
    second = make_job("second")
    first = make_job("first", not_before=MOMENT - timedelta(hours=1))
    make_job("sent", sent_at=MOMENT)
    make_job("done", done_at=MOMENT)
    make_job("dead", dead_at=MOMENT)

    assert list(waiting_jobs(MOMENT)) == [first, second]
    assert oldest_waiting(MOMENT) == first.not_before
    assert later in waiting_jobs(MOMENT + timedelta(seconds=1))


def test_nothing_waiting_has_no_oldest() -> None:
    make_job(done_at=MOMENT)

    assert oldest_waiting(MOMENT) is None


def test_a_job_that_is_done_or_dead_or_gone_does_not_begin() -> None:
    done = make_job("done", done_at=MOMENT)
    dead = make_job("dead", dead_at=MOMENT)
    job = make_job("open")

    assert services.begin(job_id=job.pk, now=MOMENT)

    begun = [services.begin(job_id=pk, now=MOMENT) for pk in (done.pk, dead.pk, 0)]
    assert begun == [False, False, False]


def test_a_failed_job_waits_longer_each_time_and_is_then_given_up() -> None:
    job = make_job(sent_at=MOMENT)
    pauses = []

    for _attempt in range(MOST_ATTEMPTS):
        assert services.begin(job_id=job.pk, now=MOMENT)
        services.fail(job_id=job.pk, error="ValueError: no", now=MOMENT)
        job.refresh_from_db()
        pauses.append((job.not_before - MOMENT).total_seconds())

    assert pauses[:-1] == [30, 60, 120, 240, 480, 960, 1920]
    assert (job.dead_at, job.last_error) == (MOMENT, "ValueError: no")
    assert list(dead_jobs()) == [job]
    assert not services.begin(job_id=job.pk, now=MOMENT)


def test_a_job_that_always_kills_its_worker_is_given_up() -> None:
    job = make_job()

    begun = [
        services.begin(job_id=job.pk, now=MOMENT) for _n in range(MOST_ATTEMPTS + 1)
    ]

    job.refresh_from_db()
    assert begun == [True] * MOST_ATTEMPTS + [False]
    assert job.dead_at == MOMENT


def test_what_was_sent_and_not_done_in_five_minutes_is_sent_again() -> None:
    stale = make_job("stale", sent_at=MOMENT - timedelta(minutes=5, seconds=1))
    make_job("fresh", sent_at=MOMENT - timedelta(minutes=4))
    make_job("done", sent_at=MOMENT - timedelta(hours=1), done_at=MOMENT)

    assert services.sweep(now=MOMENT) == 1

    assert list(waiting_jobs(MOMENT)) == [stale]


def test_what_no_worker_took_for_three_days_is_given_up() -> None:
    old = MOMENT - timedelta(days=3, seconds=1)
    job = make_job(sent_at=MOMENT - timedelta(hours=1), created_at=old)

    assert services.sweep(now=MOMENT) == 0

    job.refresh_from_db()
    assert job.dead_at == MOMENT


def test_done_jobs_and_old_sealed_letters_are_gone_within_a_day() -> None:
    make_job("old", done_at=MOMENT - timedelta(hours=23, minutes=1))
    young = make_job("young", done_at=MOMENT - timedelta(hours=22))
    dead = make_job("dead", dead_at=MOMENT - timedelta(days=9))
    SealedLetter.objects.create(sealed=b"x", created_at=MOMENT - timedelta(days=4))

    assert services.purge(now=MOMENT) == 1

    assert set(Job.objects.all()) == {young, dead}
    assert not SealedLetter.objects.exists()


def test_a_task_that_fails_is_noted_and_tried_again_later() -> None:
    unreadable = SealedLetter.objects.create(sealed=b"not ours", created_at=MOMENT)
    job = make_job(sent_at=MOMENT)

    send_sealed.apply(kwargs={"job_id": job.pk, "letter_id": unreadable.pk})

    job.refresh_from_db()
    assert (job.attempts, job.sent_at) == (1, None)
    assert job.last_error.startswith("UnreadableError: These words were sealed")
    assert job.not_before > MOMENT


def test_a_task_whose_job_is_done_is_not_run() -> None:
    unreadable = SealedLetter.objects.create(sealed=b"not ours", created_at=MOMENT)
    job = make_job(done_at=MOMENT)

    send_sealed.apply(kwargs={"job_id": job.pk, "letter_id": unreadable.pk})

    job.refresh_from_db()
    assert (job.attempts, job.last_error) == (0, "")
