"""What residents proposed for an agenda does not stay longer than it is of use."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from engagement.moderation.choices import State
from engagement.moderation.services import forget_reviews
from meetings.choices import ProposalState
from meetings.models import Proposal

KEPT_AFTER: Final = timedelta(days=30)


@transaction.atomic
def leave_proposals(*, now: datetime) -> int:
    """Delete refused words a month after; cut passed ones off from people after it is over.

    What nobody looked at before the meeting goes with the refused ones.
    """
    before = now - KEPT_AFTER
    return _forget_refused(before) + _cut_links(before)


def _forget_refused(before: datetime) -> int:
    declined = Q(state=ProposalState.DECLINED, decided_at__lte=before)
    refused = Q(review__state=State.REFUSED, review__decided_at__lte=before)
    over = Q(meeting__ends_at__lte=before)
    unread = Q(state=ProposalState.WAITING) & ~Q(review__state=State.PASSED) & over
    gone = Proposal.objects.filter(declined | refused | unread)
    rows = list(gone.order_by("pk").values_list("pk", "review"))
    forget_reviews(review_ids=[review for _pk, review in rows])
    Proposal.objects.filter(pk__in=[pk for pk, _review in rows]).delete()
    return len(rows)


def _cut_links(before: datetime) -> int:
    linked = Proposal.objects.filter(person__isnull=False, meeting__ends_at__lte=before)
    return linked.update(person=None)
