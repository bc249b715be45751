"""What became of a job: begun, done, to be tried again, given up."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Actor, Role
from engagement.outbox.models import Job, SealedLetter
from engagement.outbox.queries import dead_jobs, unfinished_jobs

MOST_ATTEMPTS = 8
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
SWEEP_AFTER = timedelta(minutes=5)
GIVE_UP_AFTER = timedelta(days=3)
KEEP_DONE = timedelta(hours=23)
KEEP_SEALED = timedelta(days=3)


def taken(job_id: int) -> Job | None:
    """Lock an unfinished job; one who waited for a twin's end gets None."""
    return unfinished_jobs().select_for_update().filter(pk=job_id).first()


def begin(*, job_id: int, now: datetime) -> bool:
    """Count one start; False when there is nothing left to do.

    Starts are counted, not failures: a job that kills its worker never gets to tell.
    """
    job = unfinished_jobs().filter(pk=job_id)
    if job.filter(attempts__lt=MOST_ATTEMPTS).update(attempts=F("attempts") + 1):
        return True
    job.update(dead_at=now, last_error="Begun too often without an end.")
    return False


def finish(job_id: int, now: datetime) -> None:
    """Note that the job is done; the first time counts."""
    unfinished_jobs().filter(pk=job_id).update(done_at=now, last_error="")


@transaction.atomic
def withhold(*, job_id: int, person_id: int, now: datetime) -> None:
    """End a job unsent: whom it was meant for may not read it any more.

    Whoever asks for a letter asked while a right was held; the task looks again as it
    leaves, and what stays here is written down like a door that stayed shut.
    """
    job = taken(job_id)
    if job is None:
        return
    record(
        actor=None,
        action="access.withhold",
        subject=f"people.user:{person_id}",
        now=now,
        task=job.task,
        about=job.about,
    )
    finish(job_id, now)


@transaction.atomic
def fail(*, job_id: int, error: str, now: datetime) -> None:
    """Try again after a pause that doubles; give up after some attempts."""
    job = taken(job_id)
    if job is None:
        return
    job.last_error = error[:500]
    if job.attempts >= MOST_ATTEMPTS:
        job.dead_at = now
    else:
        pause = FIRST_PAUSE * 2 ** max(job.attempts - 1, 0)
        job.not_before = now + min(pause, LONGEST_PAUSE)
        job.sent_at = None
    job.save(update_fields=["last_error", "dead_at", "not_before", "sent_at"])


@transaction.atomic
def resend_unfinished(*, sent_before: datetime) -> int:
    """Take back what was handed over and not done: the broker may have lost it.

    Harmless for a job that is still on its way: it runs once, by its row's lock.
    """
    lost = unfinished_jobs().filter(sent_at__lt=sent_before)
    locked = lost.select_for_update(skip_locked=True).values("pk")
    return Job.objects.filter(pk__in=locked).update(sent_at=None)


@transaction.atomic
def sweep(*, now: datetime) -> int:
    """Re-queue what was handed over long ago; give up what nobody ever took."""
    stale = unfinished_jobs().filter(sent_at__lt=now - SWEEP_AFTER)
    stale.filter(created_at__lt=now - GIVE_UP_AFTER).update(
        dead_at=now, last_error="No worker finished it within three days."
    )
    return resend_unfinished(sent_before=now - SWEEP_AFTER)


def purge(*, now: datetime) -> int:
    """Forget done jobs within a day (RULINGS 8), and sealed letters nobody sent."""
    SealedLetter.objects.filter(created_at__lt=now - KEEP_SEALED).delete()
    gone, _by_model = Job.objects.filter(done_at__lt=now - KEEP_DONE).delete()
    return gone


@transaction.atomic
def revive(*, job_id: int, actor: Actor, now: datetime) -> None:
    """Give a job that was given up all its attempts again. Raises NotAllowedError."""
    if not actor.holds(Role.ADMIN):
        raise NotAllowedError(_("Only an administrator may send it again."))
    job = dead_jobs().select_for_update().filter(pk=job_id).first()
    if job is None:
        return
    job.dead_at, job.sent_at, job.attempts, job.not_before = None, None, 0, now
    job.save(update_fields=["dead_at", "sent_at", "attempts", "not_before"])
    record(actor=actor, action="outbox.revive", subject=job, now=now)
