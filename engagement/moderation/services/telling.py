"""One letter a morning to each moderator: what waits, how long, how much is flagged."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime

from engagement.common.roles import Role, Viewer
from engagement.moderation.models import Review
from engagement.moderation.queries import bench_at, queue_counts
from engagement.outbox.services import deliver, enqueue, finish, withhold
from engagement.people.models import User

_MAY_LOOK: Final = (Role.MODERATOR, Role.OFFICER, Role.OVERSEER, Role.ADMIN)


@transaction.atomic
def ask_for_digests(*, now: datetime) -> int:
    """Ask for a letter to everybody who can decide about something; count them.

    A flag never makes a letter of its own: a thousand flags are one line in it.
    """
    bench, day = bench_at(now), localtime(now).date().toordinal()
    waiting = Review.objects.filter(is_in_queue=True)
    people: set[int] = set()
    for review in waiting.only("neighborhood_id", "party", "appealed_at", "decided_by"):
        people |= bench.deciders_of(review)
    for person in User.objects.filter(pk__in=people, is_active=True).order_by("pk"):
        enqueue(
            task="moderation.send_digest",
            about="moderation.review:waiting",
            version=day,
            person=person,
            now=now,
            person_id=person.pk,
        )
    return len(people)


def send_digest(*, job_id: int, person_id: int, now: datetime) -> None:
    """Send one moderator the numbers of the morning; it quotes nobody."""
    person = User.objects.filter(pk=person_id).first()
    if person is None:
        finish(job_id, now)
        return
    if not any(person.holds(role) for role in _MAY_LOOK):
        withhold(job_id=job_id, person_id=person.pk, now=now)
        return
    counts = queue_counts(Viewer(user=person), bench_at(now))
    if not counts["total"]:
        finish(job_id, now)
        return
    deliver(
        job_id=job_id,
        to=person.email,
        language=person.language,
        template="moderators_day",
        values={
            **counts,
            "hours": int((now - counts["oldest"]).total_seconds() // 3600),
            "link": f"{settings.SITE_URL}{reverse('moderation:queue')}",
        },
        now=now,
    )
