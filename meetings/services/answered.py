"""Telling whoever proposed something for an agenda what became of it; each once."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from engagement.audit.services import name_of
from engagement.moderation.choices import State
from engagement.moderation.queries import words_told
from engagement.outbox.services import deliver, enqueue, finish
from meetings.choices import ProposalState
from meetings.models import Proposal


def tell_proposer(*, job_id: int, proposal_id: int, now: datetime) -> None:
    """Tell somebody what became of what they proposed."""
    proposal = (
        Proposal.objects.filter(pk=proposal_id)
        .exclude(state=ProposalState.WAITING)
        .select_related("person", "meeting", "review")
        .first()
    )
    if proposal is None or proposal.person is None or not proposal.person.is_active:
        finish(job_id, now)
        return
    deliver(
        job_id=job_id,
        to=proposal.person.email,
        language=proposal.person.language,
        template="proposal_answered",
        values={
            "title": proposal.meeting.title,
            "text": proposal.review.shown,
            "is_accepted": proposal.state == ProposalState.ACCEPTED,
            "reason": proposal.reason,
            "link": f"{settings.SITE_URL}{proposal.meeting.get_absolute_url()}",
        },
        now=now,
    )


@transaction.atomic
def tell_of_refusals(*, now: datetime) -> int:
    """Ask for a letter about each proposal a moderator refused; count them."""
    refused = Proposal.objects.filter(
        review__state=State.REFUSED, refusal_told_at=None, person__isnull=False
    )
    locked = refused.select_related("person").select_for_update(of=("self",))
    rows = list(locked.order_by("pk"))
    for proposal in rows:
        proposal.refusal_told_at = now
        proposal.save(update_fields=["refusal_told_at"])
        enqueue(
            task="meetings.tell_of_refusal",
            about=name_of(proposal),
            person=proposal.person,
            now=now,
            proposal_id=proposal.pk,
        )
    return len(rows)


def tell_of_refusal(*, job_id: int, proposal_id: int, now: datetime) -> None:
    """Tell why others do not read it, unless that was taken back since."""
    proposal = (
        Proposal.objects.filter(pk=proposal_id, review__state=State.REFUSED)
        .select_related("person", "meeting", "review")
        .first()
    )
    if proposal is None or proposal.person is None or not proposal.person.is_active:
        finish(job_id, now)
        return
    told = words_told(proposal.review)
    deliver(
        job_id=job_id,
        to=proposal.person.email,
        language=proposal.person.language,
        template="proposal_refused",
        values={
            "title": proposal.meeting.title,
            "text": proposal.review.sent,
            "reason": told.reason,
            "words": told.words,
            "link": f"{settings.SITE_URL}{proposal.meeting.get_absolute_url()}",
        },
        now=now,
    )
