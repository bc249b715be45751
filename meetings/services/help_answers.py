"""Answering those who offered to help: each is told once, in the organizer’s words."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.richtext import plain
from engagement.common.roles import Viewer
from engagement.people.models import User
from meetings.choices import HelpState
from meetings.errors import HelpError, MeetingOverError
from meetings.models import HelpOffer
from meetings.permissions import can_see_attendees
from meetings.services.helping import locked_offer, require_missing, tell_helper

LONGEST_REPLY: Final = 300


@transaction.atomic
def accept_help(*, offer_id: int, words: str, actor: User, now: datetime) -> HelpOffer:
    """Take somebody’s help; never more people than are wanted.

    Raises NotAllowedError, MeetingOverError, HelpError, HelpersEnoughError.
    """
    offer = _answerable(offer_id, actor, now)
    if offer.is_accepted:
        return offer
    require_missing(offer.wanted)
    return _answer(offer, HelpState.ACCEPTED, words, actor, now)


@transaction.atomic
def decline_help(*, offer_id: int, words: str, actor: User, now: datetime) -> HelpOffer:
    """Say that somebody is not needed, also after they were; never without a word.

    Raises NotAllowedError, MeetingOverError, HelpError.
    """
    offer = _answerable(offer_id, actor, now)
    if not plain(words).strip():
        raise HelpError(_("Say in a few words why. They read it."))
    return _answer(offer, HelpState.DECLINED, words, actor, now)


def _answerable(offer_id: int, actor: User, now: datetime) -> HelpOffer:
    offer = locked_offer(offer_id)
    if not can_see_attendees(Viewer(user=actor), offer.meeting):
        raise NotAllowedError(_("Only its organizers answer those who would help."))
    if not offer.meeting.is_ahead(now):
        raise MeetingOverError(_("This meeting is over, or does not take place."))
    if offer.state not in {HelpState.OFFERED, HelpState.ACCEPTED}:
        raise HelpError(_("This offer was answered or taken back already."))
    return offer


def _answer(
    offer: HelpOffer, state: HelpState, words: str, actor: User, now: datetime
) -> HelpOffer:
    offer.state, offer.stands_since = state, now
    offer.answer = plain(words).strip()[:LONGEST_REPLY]
    offer.answered_by = actor
    offer.version += 1
    offer.save()
    is_accepted = state == HelpState.ACCEPTED
    record(
        actor=actor,
        action="meeting.accept_help" if is_accepted else "meeting.decline_help",
        subject=offer.meeting,
        now=now,
        place_id=offer.meeting.neighborhood_id,
    )
    tell_helper(offer, now)
    return offer
