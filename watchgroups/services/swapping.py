"""Offering one's place to somebody, who takes it in one step or does not."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import name_of
from engagement.common.errors import NotAllowedError
from engagement.outbox.services import enqueue
from engagement.people.models import User
from engagement.people.queries import person_with_address
from watchgroups.choices import ON_IT, OfferState, SignUpState
from watchgroups.errors import OfferClosedError
from watchgroups.models import Membership, Offer, Patrol, SignUp
from watchgroups.queries.ready import active_members, readiness_of
from watchgroups.services.fitness import require_fit, why_not
from watchgroups.services.locks import note, require_active
from watchgroups.services.locks_rota import locked_patrol, taken_member
from watchgroups.services.places import require_open, require_time


@transaction.atomic
def offer_place(
    *, sign_up_id: int, address: str, actor: User, now: datetime
) -> Offer | None:
    """Offer one's place to a member by their address; one has it until they take it.

    Nothing tells whether that address is a member's: for others there is no offer.
    Raises NotAllowedError, PatrolOverError, OfferClosedError.
    """
    one, patrol = _taken(sign_up_id)
    if one.member.person_id != actor.pk:
        raise NotAllowedError(_("Everybody offers their own place alone."))
    if one.state != SignUpState.SIGNED_UP:
        raise OfferClosedError(_("You have no place on this patrol."))
    require_open(patrol, now)
    one.offers.filter(state=OfferState.OPEN).update(
        state=OfferState.WITHDRAWN, answered_at=now
    )
    to = _member_to(patrol, address, one.part)
    if to is None or to.pk == one.member_id:
        return None
    made = Offer.objects.create(sign_up=one, to=to, made_at=now)
    note(patrol.group, actor, "patrol.offer_place", now, patrol=patrol.pk)
    enqueue(
        task="watchgroups.send_offer", about=name_of(made), now=now, offer_id=made.pk
    )
    return made


@transaction.atomic
def take_offer(*, offer_id: int, actor: User, now: datetime) -> SignUp:
    """Take the place that was offered: it changes hands in one step.

    Raises NotAllowedError, OfferClosedError, GroupRestsError, and what signing up raises.
    """
    offer, one, patrol = _offered(offer_id, actor)
    require_active(patrol.group)
    require_open(patrol, now)
    member = taken_member(patrol, actor)
    if patrol.sign_ups.filter(member=member, state__in=ON_IT).exists():
        raise OfferClosedError(_("You are on this patrol already."))
    require_fit(member, patrol, one.part)
    require_time(member.person_id, patrol)
    offer.state, offer.answered_at = OfferState.TAKEN, now
    offer.save(update_fields=["state", "answered_at"])
    one.state, one.dropped_at = SignUpState.DROPPED, now
    one.save(update_fields=["state", "dropped_at"])
    made = SignUp.objects.create(
        patrol=patrol, member=member, part=one.part, signed_up_at=now
    )
    note(patrol.group, actor, "patrol.swap", now, patrol=patrol.pk)
    _tell(offer, now)
    return made


@transaction.atomic
def decline_offer(*, offer_id: int, actor: User, now: datetime) -> Offer:
    """Say no; whoever offered keeps the place and is told. Raises NotAllowedError, OfferClosedError."""
    offer, _one, _patrol = _offered(offer_id, actor)
    offer.state, offer.answered_at = OfferState.DECLINED, now
    offer.save(update_fields=["state", "answered_at"])
    _tell(offer, now)
    return offer


def _taken(sign_up_id: int) -> tuple[SignUp, Patrol]:
    found = SignUp.objects.get(pk=sign_up_id)
    patrol = locked_patrol(found.patrol_id)
    rows = SignUp.objects.select_for_update(of=("self",)).select_related("member")
    return rows.get(pk=sign_up_id), patrol


def _offered(offer_id: int, actor: User) -> tuple[Offer, SignUp, Patrol]:
    found = Offer.objects.get(pk=offer_id)
    one, patrol = _taken(found.sign_up_id)
    offer = Offer.objects.select_related("to").get(pk=offer_id)
    if offer.to.person_id != actor.pk:
        raise NotAllowedError(_("This place was offered to somebody else."))
    is_open = offer.state == OfferState.OPEN and one.state == SignUpState.SIGNED_UP
    if not is_open:
        raise OfferClosedError(_("This place is not offered any more."))
    return offer, one, patrol


def _member_to(patrol: Patrol, address: str, part: str) -> Membership | None:
    """Find who can take it; whoever cannot gets no letter."""
    person = person_with_address(address)
    if person is None:
        return None
    member = active_members(patrol.group).filter(person=person).first()
    if member is None:
        return None
    ready = readiness_of(patrol.group, [person.pk])
    return None if why_not(member, patrol, part, ready) else member


def _tell(offer: Offer, now: datetime) -> None:
    enqueue(
        task="watchgroups.send_offer_answer",
        about=name_of(offer),
        now=now,
        offer_id=offer.pk,
    )
