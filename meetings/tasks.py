"""What happens to meetings by the clock."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings
from django.urls import reverse
from django.utils.timezone import now

from engagement.outbox.services import deliver, finish
from meetings import services


@shared_task(
    name="meetings.grow_series", acks_late=True, soft_time_limit=280, time_limit=300
)
def grow_series(**_later: object) -> None:
    """Write the meetings of series that have come near; let old addresses go."""
    for series_id in services.growing_series():
        services.grow_series(series_id=series_id, now=now())
    services.forget_letters(now=now())
    services.forget_votes(now=now())


@shared_task(
    name="meetings.tell_of_date", acks_late=True, soft_time_limit=50, time_limit=60
)
def tell_of_date(*, job_id: int, voter_id: int, **_later: object) -> None:
    """Write to somebody who asked which date was chosen, if they still want to know."""
    voter = services.voter_to_tell(voter_id=voter_id)
    if voter is None or voter.person is None:
        finish(job_id, now())
        return
    meeting = voter.question.meeting
    path = reverse("meetings:dates", args=[meeting.pk])
    deliver(
        job_id=job_id,
        to=voter.person.email,
        language=voter.person.language,
        template="meeting_date",
        values={
            "meeting": meeting.title,
            "begins_at": meeting.begins_at,
            "ends_at": meeting.ends_at,
            "place": meeting.venue.name if meeting.venue else "",
            "link": f"{settings.SITE_URL}{path}",
        },
        now=now(),
    )
