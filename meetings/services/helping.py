"""Offering to help at a meeting: with an account, or by two letters without one."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from engagement.common.errors import NotAllowedError
from engagement.common.ids import new_receipt
from engagement.common.richtext import plain
from engagement.common.roles import Viewer
from engagement.concerns.receipts import hash_of, kept_key, receipt_from
from engagement.outbox.services import enqueue
from engagement.people.models import User
from meetings.choices import HelpState
from meetings.errors import (
    HelpError,
    HelpersEnoughError,
    MeetingOverError,
    NoPlaceError,
)
from meetings.models import HelperWanted, HelpOffer, Meeting
from meetings.models.helping import LIVE_OFFERS
from meetings.permissions import can_offer_help
from meetings.queries import active_organizers
from meetings.queries.helping import helpers_accepted
from meetings.services.answering import LONGEST_ANSWER, LONGEST_NAME
from meetings.services.booking import CONFIRM_WITHIN, MOST_LETTERS
from meetings.services.seats import locked_for_seats
from meetings.wishes import Wish, address_mark, address_marks, seal_wish

LONGEST_WORDS: Final = LONGEST_ANSWER


@transaction.atomic
def offer_as_person(
    *,
    wanted_id: int,
    name: str,
    words: str,
    actor: User,
    language: str,
    now: datetime,
) -> HelpOffer:
    """Write down that somebody with an account would help; pressing twice is once.

    Raises NotAllowedError, MeetingOverError, HelpersEnoughError, HelpError.
    """
    wanted = _open(wanted_id, Viewer(user=actor), now)
    live = _live(wanted.meeting, actor.email).exclude(state=HelpState.ASKED)
    mine = HelpOffer.objects.filter(
        meeting=wanted.meeting, person=actor, state__in=LIVE_OFFERS
    )
    found = (mine | live).order_by("pk").first()
    if found is not None:
        return found
    _live(wanted.meeting, actor.email).delete()  # asked by mail, never confirmed
    offer = _new(wanted, actor.email, language, now)
    offer.person, offer.sealed = actor, _sealed(name, words, "")
    offer.state, offer.stands_since = HelpState.OFFERED, now
    offer.save()
    tell_organizers(offer, now)
    return offer


@transaction.atomic
def offer_by_mail(
    *,
    wanted_id: int,
    name: str,
    words: str,
    address: str,
    language: str,
    now: datetime,
) -> HelpOffer:
    """Send the link that confirms; no organizer hears of it until it is pressed.

    An address that asked before gets its letter again, and the page says the same.
    Raises NotAllowedError, MeetingOverError, HelpersEnoughError, HelpError.
    """
    wanted = _open(wanted_id, Viewer(), now)
    offer = _new(wanted, address, language, now)
    offer.sealed = _sealed(name, words, address)
    found = _live(wanted.meeting, address).first()
    if found is not None:
        return _again(found, now)
    offer.save()
    tell_helper(offer, now)
    return offer


@transaction.atomic
def confirm_help(*, offer_id: int, now: datetime) -> HelpOffer:
    """Let the organizers read it: the link in the letter was pressed.

    Raises MeetingOverError, NoPlaceError, HelpersEnoughError.
    """
    offer = locked_offer(offer_id)
    if offer.state != HelpState.ASKED:
        return offer
    if offer.asked_at <= now - CONFIRM_WITHIN:
        raise NoPlaceError(_("This link was good for one day. Offer your help again."))
    _require_open(offer.meeting, now)
    require_missing(offer.wanted)
    offer.state, offer.stands_since = HelpState.OFFERED, now
    offer.version += 1
    offer.save()
    tell_organizers(offer, now)
    return offer


@transaction.atomic
def take_help_back(*, offer_id: int, now: datetime) -> HelpOffer:
    """Help no more: the organizers are told, if they had read of it."""
    offer = locked_offer(offer_id)
    if not offer.is_live or offer.meeting.has_ended(now):
        return offer
    was_read = offer.state != HelpState.ASKED
    offer.state, offer.stands_since = HelpState.TAKEN_BACK, now
    offer.version += 1
    offer.save()
    if was_read:
        tell_organizers(offer, now)
    return offer


@transaction.atomic
def choose_help_letters(*, offer_id: int, wants: bool) -> HelpOffer:
    """Stop letters about this meeting with one press, or have them again."""
    offer = locked_offer(offer_id)
    offer.wants_letters = wants
    offer.save(update_fields=["wants_letters"])
    return offer


def locked_offer(offer_id: int) -> HelpOffer:
    """Lock the meeting of an offer first, always in this order, then the offer."""
    meeting_id = HelpOffer.objects.values_list("meeting", flat=True).get(pk=offer_id)
    meeting = locked_for_seats(meeting_id)
    offers = HelpOffer.objects.select_for_update(of=("self",))
    offer = offers.select_related("wanted").get(pk=offer_id)
    offer.meeting = meeting
    return offer


def require_missing(wanted: HelperWanted) -> None:
    """Raise HelpersEnoughError once as many have accepted as are wanted."""
    if wanted.arranged + helpers_accepted(wanted) >= wanted.number:
        raise HelpersEnoughError(_("Enough people help with this by now."))


def tell_helper(offer: HelpOffer, now: datetime) -> None:
    """Ask for the letter that says where an offer stands now."""
    enqueue(
        task="meetings.send_help_letter",
        about=f"meetings.help:{offer.pk}",
        version=offer.version,
        now=now,
        offer_id=offer.pk,
        version_meant=offer.version,
    )


def tell_organizers(offer: HelpOffer, now: datetime) -> None:
    """Ask for a letter to each organizer: somebody offers help, or takes it back."""
    for organizer in active_organizers(offer.meeting):
        enqueue(
            task="meetings.tell_of_help",
            about=f"meetings.help:{offer.pk}",
            version=offer.version,
            person=organizer.person,
            now=now,
            offer_id=offer.pk,
            person_id=organizer.person_id,
            version_meant=offer.version,
        )


def _open(wanted_id: int, viewer: Viewer, now: datetime) -> HelperWanted:
    """Lock the meeting, and give what is wanted there while it still is."""
    meeting_id = HelperWanted.objects.values_list("meeting", flat=True).get(
        pk=wanted_id
    )
    meeting = locked_for_seats(meeting_id)
    if not can_offer_help(viewer, meeting):
        raise NotAllowedError(_("Nobody offers help for this meeting by this page."))
    _require_open(meeting, now)
    wanted = HelperWanted.objects.get(pk=wanted_id)
    wanted.meeting = meeting
    require_missing(wanted)
    return wanted


def _require_open(meeting: Meeting, now: datetime) -> None:
    if not meeting.is_ahead(now):
        raise MeetingOverError(_("This meeting is over, or does not take place."))


def _live(meeting: Meeting, address: str) -> QuerySet[HelpOffer]:
    marks = Q(address_mark__in=address_marks(address))
    live = HelpOffer.objects.filter(marks, meeting=meeting, state__in=LIVE_OFFERS)
    return live.order_by("pk")


def _sealed(name: str, words: str, address: str) -> bytes:
    """Seal what was said. Raises HelpError without a name."""
    name = plain(name).strip()[:LONGEST_NAME]
    if not name:
        raise HelpError(_("Enter your name."))
    wish = Wish(name=name, needs=plain(words).strip()[:LONGEST_WORDS])
    return seal_wish(wish, address)


def _new(wanted: HelperWanted, address: str, language: str, now: datetime) -> HelpOffer:
    key = kept_key(new_receipt())
    return HelpOffer(
        meeting=wanted.meeting,
        wanted=wanted,
        address_mark=address_mark(address),
        state=HelpState.ASKED,
        key=key,
        token_hash=hash_of(receipt_from(key)),
        language=language,
        asked_at=now,
    )


def _again(offer: HelpOffer, now: datetime) -> HelpOffer:
    """Send the letter again, a few times and no more."""
    if offer.times_asked < MOST_LETTERS:
        offer.times_asked += 1
        if offer.state == HelpState.ASKED:
            offer.asked_at = now
        offer.version += 1
        offer.save()
        tell_helper(offer, now)
    return offer
