"""Who asked, supported and voted is forgotten a month after; what was said stays."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from meetings.models import Ballot, Question, Support
from meetings.queries.live import PASSED

KEPT_AFTER: Final = timedelta(days=30)


@transaction.atomic
def forget_room_links(*, now: datetime) -> int:
    """Cut questions, supports and votes off from people and browsers; counts stay.

    What the room never read leaves whole: hidden, unread, or joined with another.
    """
    over = Question.objects.filter(live__meeting__ends_at__lt=now - KEPT_AFTER)
    unread = ~Q(state__in=PASSED) | Q(merged_into__isnull=False)
    gone, _each = over.filter(unread).delete()
    linked = Q(person__isnull=False) | Q(device__isnull=False)
    before = now - KEPT_AFTER
    cut = {"person": None, "device": None}
    return sum(
        (
            gone,
            Question.objects.filter(linked, live__meeting__ends_at__lt=before).update(
                **cut
            ),
            Support.objects.filter(
                linked, question__live__meeting__ends_at__lt=before
            ).update(**cut),
            Ballot.objects.filter(
                linked, poll__live__meeting__ends_at__lt=before
            ).update(**cut),
        )
    )
