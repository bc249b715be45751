"""Which jobs wait, which are under way, which gave up."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Min, QuerySet

from engagement.outbox.models import DemoLetter, Job


def unfinished_jobs() -> QuerySet[Job]:
    return Job.objects.filter(done_at=None, dead_at=None)


def waiting_jobs(at: datetime) -> QuerySet[Job]:
    """Jobs that are due and not handed to a worker, oldest first."""
    due = unfinished_jobs().filter(sent_at=None, not_before__lte=at)
    return due.order_by("not_before", "id")


def dead_jobs() -> QuerySet[Job]:
    """Jobs that were given up: somebody has to look at them."""
    return Job.objects.filter(dead_at__isnull=False).order_by("-dead_at", "-id")


def oldest_waiting(at: datetime) -> datetime | None:
    """Say since when the longest waiting due job waits; None when none does."""
    longest: datetime | None = waiting_jobs(at).aggregate(at=Min("not_before"))["at"]
    return longest


def demo_letters() -> QuerySet[DemoLetter]:
    """Every letter the demo town wrote, newest first."""
    return DemoLetter.objects.order_by("-id")
