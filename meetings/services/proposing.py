"""What residents want to talk about: proposed, looked at, answered by the organizers."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from engagement.audit.services import name_of
from engagement.common.richtext import plain
from engagement.common.roles import Viewer
from engagement.common.weeks import town_hour
from engagement.moderation.choices import State, What
from engagement.moderation.queries import place_names
from engagement.moderation.services import ask_review
from engagement.outbox.services import enqueue
from engagement.people.models import User
from meetings.choices import ProposalState
from meetings.errors import AgendaItemError, MeetingOverError, ProposalDecidedError
from meetings.models import AgendaItem, Meeting, Proposal
from meetings.services.agenda import (
    LONGEST_TITLE,
    ItemWords,
    add_item,
    meeting_to_plan,
    note_on,
)
from meetings.services.checking import LONGEST_REASON

LONGEST_PROPOSAL: Final = 300
MOST_WAITING: Final = 100


@transaction.atomic
def propose_item(
    *, meeting_id: int, text: str, viewer: Viewer, language: str, now: datetime
) -> Proposal:
    """Say what should be talked about; a moderator reads it before anybody else.

    Raises MeetingOverError, AgendaItemError.
    """
    meeting = Meeting.objects.select_for_update().get(pk=meeting_id)
    if not meeting.is_ahead(now) or meeting.has_begun(now):
        raise MeetingOverError(_("Proposals are taken until the meeting begins."))
    words = plain(text).strip()
    if not words:
        raise AgendaItemError(_("Say what you want to talk about."))
    if len(words) > LONGEST_PROPOSAL:
        raise AgendaItemError(
            _("Use at most %(most)d characters.") % {"most": LONGEST_PROPOSAL}
        )
    waiting = Proposal.objects.filter(meeting=meeting, state=ProposalState.WAITING)
    if waiting.count() >= MOST_WAITING:
        raise AgendaItemError(
            _("So much is proposed already that no more fits. Ask in the meeting.")
        )
    person = viewer.user if isinstance(viewer.user, User) else None
    review = ask_review(
        what=What.PROPOSAL,
        text=words,
        neighborhood_id=meeting.neighborhood_id,
        person_id=person.pk if person else None,
        language=language,
        places=place_names(meeting.neighborhood_id),
        now=now,
    )
    return Proposal.objects.create(
        meeting=meeting,
        person=person,
        review=review,
        proposed_at=town_hour(localtime(now)),
    )


@transaction.atomic
def accept_proposal(
    *, proposal_id: int, minutes: int, actor: User, now: datetime
) -> AgendaItem:
    """Put a proposal on the agenda, in its own words; who proposed it is told.

    Raises NotAllowedError, MeetingOverError, AgendaFullError, AgendaItemError,
    ProposalDecidedError.
    """
    proposal, meeting = _to_answer(proposal_id, actor)
    shown = " ".join(proposal.review.shown.split())
    words = ItemWords(
        title=shown[:LONGEST_TITLE],
        minutes=minutes,
        note=proposal.review.shown if len(shown) > LONGEST_TITLE else "",
    )
    item = add_item(meeting_id=meeting.pk, words=words, actor=actor, now=now)
    proposal.state, proposal.item, proposal.decided_at = (
        ProposalState.ACCEPTED,
        item,
        now,
    )
    proposal.save(update_fields=["state", "item", "decided_at"])
    note_on(meeting, actor, "agenda.accept", now)
    _tell(proposal, now)
    return item


@transaction.atomic
def decline_proposal(
    *, proposal_id: int, reason: str, actor: User, now: datetime
) -> Proposal:
    """Say why it does not fit; who proposed it is told.

    Raises NotAllowedError, MeetingOverError, AgendaItemError, ProposalDecidedError.
    """
    proposal, meeting = _to_answer(proposal_id, actor)
    reason = plain(reason).strip()[:LONGEST_REASON]
    if not reason:
        raise AgendaItemError(_("Say why. Whoever proposed it reads it."))
    proposal.state, proposal.reason, proposal.decided_at = (
        ProposalState.DECLINED,
        reason,
        now,
    )
    proposal.save(update_fields=["state", "reason", "decided_at"])
    note_on(meeting, actor, "agenda.decline", now)
    _tell(proposal, now)
    return proposal


def _to_answer(proposal_id: int, actor: User) -> tuple[Proposal, Meeting]:
    found = Proposal.objects.only("meeting").get(pk=proposal_id)
    meeting = meeting_to_plan(found.meeting_id, actor)
    locked = Proposal.objects.select_for_update(of=("self",)).select_related("review")
    proposal = locked.get(pk=proposal_id)
    if proposal.state != ProposalState.WAITING:
        raise ProposalDecidedError(_("This proposal was answered already."))
    if proposal.review.state != State.PASSED:
        raise ProposalDecidedError(_("A moderator has to look at it first."))
    return proposal, meeting


def _tell(proposal: Proposal, now: datetime) -> None:
    if proposal.person is not None:
        enqueue(
            task="meetings.tell_proposer",
            about=name_of(proposal),
            person=proposal.person,
            now=now,
            proposal_id=proposal.pk,
        )
