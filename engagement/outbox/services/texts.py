"""Text messages: sealed until they leave, and gone after ten minutes in any case."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from engagement.common.sealed import seal, unseal
from engagement.outbox.models import Job, SealedLetter
from engagement.outbox.services.accounting import finish, taken
from engagement.outbox.services.queueing import enqueue
from engagement.outbox.texting import post_text

GOOD_FOR: Final = timedelta(minutes=10)  # the code in it is good for no longer
PAUSE: Final = timedelta(seconds=15)


@transaction.atomic
def send_sealed_text(*, to: str, text: str, now: datetime) -> SealedLetter:
    """Send a text; the number and the words are kept sealed until it has left."""
    words = json.dumps({"to": to, "text": text})
    kept = SealedLetter.objects.create(sealed=seal(words), created_at=now)
    about = f"outbox.sealedletter:{kept.pk}"
    enqueue(task="outbox.send_text", about=about, now=now, letter_id=kept.pk)
    return kept


@transaction.atomic
def deliver_text(*, job_id: int, letter_id: int, now: datetime) -> bool:
    """Hand a text to the service once; its words are gone when it is, or is too late."""
    job = taken(job_id)
    if job is None:
        return False
    kept = SealedLetter.objects.filter(pk=letter_id).first()
    if kept is None:
        finish(job_id, now)
        return False
    if now - job.created_at >= GOOD_FOR:
        _give_up(job, now)
        kept.delete()
        return False
    words = json.loads(unseal(kept.sealed))
    if not post_text(to=words["to"], text=words["text"], now=now):
        _try_later(job, now)
        return False
    finish(job_id, now)
    kept.delete()
    return True


def _give_up(job: Job, now: datetime) -> None:
    job.dead_at = now
    job.last_error = "The text service (SMS_URL) did not take it within ten minutes."
    job.save(update_fields=["dead_at", "last_error"])


def _try_later(job: Job, now: datetime) -> None:
    """Wait a little; what the service said is not kept, for it names the number."""
    job.last_error = "The text service (SMS_URL) did not take it."
    job.not_before, job.sent_at = now + PAUSE, None
    job.attempts = max(job.attempts - 1, 0)
    job.save(update_fields=["last_error", "not_before", "sent_at", "attempts"])
