"""Joining a group: at once, by a captain's word, or by an invitation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from engagement.common.errors import NotAllowedError
from engagement.people.addresses import one_mailbox
from engagement.people.models import User
from watchgroups.choices import JoinBy, MemberState, Part
from watchgroups.details import Details, seal_details
from watchgroups.errors import GroupIncompleteError, MemberAlreadyError
from watchgroups.models import Group, MemberInvitation, Membership
from watchgroups.queries import code_of
from watchgroups.services import membership
from watchgroups.services.guardians import ask_guardian
from watchgroups.services.locks import locked_group, note, require_active
from watchgroups.services.membership import Wish
from watchgroups.services.telling import tell_of_request

ASK_AGAIN_AFTER: Final = timedelta(days=7)


@transaction.atomic
def ask_to_join(
    *,
    group_id: int,
    wish: Wish,
    answers: Mapping[str, str],
    agrees: bool,
    guardian: str,
    actor: User,
    now: datetime,
    invitation: MemberInvitation | None = None,
) -> Membership:
    """Ask to be in a group; where everybody may, or with an invitation, be in it at once.

    With a guardian's address it is a young person: nothing begins before the guardian
    agrees. Raises GroupRestsError, MemberAlreadyError, NotAllowedError, GroupIncompleteError.
    """
    group = locked_group(group_id)
    require_active(group)
    _must_be_free(group, actor, now)
    is_invited = invitation is not None
    if group.join_by == JoinBy.INVITATION and not is_invited:
        raise NotAllowedError(_("The captains of this group invite its members."))
    membership.require_agreed(agrees=agrees)
    address = _guardian_of(guardian, actor)
    member = Membership(group=group, person=actor, asked_at=now)
    member.part = Part.JUNIOR if address else Part.MEMBER
    fill(member, group, wish, answers)
    membership.agree(member, code_of(group), now)
    at_once = is_invited or _may_walk_in(group, actor)
    if at_once and not address:
        membership.begin(member, now)
    member.save()
    note(group, actor, "group.ask_to_join", now, at_once=at_once)
    if address:
        ask_guardian(member, address, at_once=at_once, now=now)
    elif at_once:
        membership.write_to(member, "taken_in", now)
    else:
        membership.write_to(member, "asked", now)
        tell_of_request(group, now)
    return member


def fill(
    member: Membership, group: Group, wish: Wish, answers: Mapping[str, str]
) -> None:
    """Keep what somebody says of themselves, sealed. Raises GroupIncompleteError."""
    member.name = membership.name_of(wish.name)
    member.street = membership.words_given(wish.street)[:160]
    member.shares_contact = wish.shares_contact
    known = {str(one.pk) for one in membership.questions_of(group)}
    given = {
        key: membership.words_given(said)
        for key, said in answers.items()
        if key in known and said.strip()
    }
    kept = Details(
        skills=membership.words_given(wish.skills),
        availability=membership.words_given(wish.availability),
        languages=membership.words_given(wish.languages),
        emergency_contact=membership.words_given(wish.emergency_contact),
        note=membership.words_given(wish.note),
        answers=given,
    )
    member.sealed = seal_details(kept)


def _must_be_free(group: Group, actor: User, now: datetime) -> None:
    theirs = Membership.objects.filter(group=group, person=actor)
    open_one = theirs.filter(ended_at=None).first()
    if open_one is not None and open_one.state == MemberState.ASKED:
        raise MemberAlreadyError(_("You have asked already. A captain answers you."))
    if open_one is not None:
        raise MemberAlreadyError(_("You are in this group already."))
    lately = theirs.filter(
        state=MemberState.DECLINED, ended_at__gt=now - ASK_AGAIN_AFTER
    )
    if lately.exists():
        raise MemberAlreadyError(
            _("A captain answered you a few days ago. Ask again after a week.")
        )


def _may_walk_in(group: Group, actor: User) -> bool:
    """Whoever was put out before is asked about, also where everybody may join."""
    was_put_out = Membership.objects.filter(
        group=group, person=actor, state=MemberState.REMOVED
    )
    return group.join_by == JoinBy.OPEN and not was_put_out.exists()


def _guardian_of(address: str, actor: User) -> str:
    mailbox = one_mailbox(address) if address.strip() else ""
    if not mailbox:
        return ""
    try:
        validate_email(mailbox)
    except ValidationError as error:
        raise GroupIncompleteError(
            _("“%(address)s” is not an e-mail address.") % {"address": mailbox}
        ) from error
    if mailbox == one_mailbox(actor.email):
        raise GroupIncompleteError(_("Write your guardian’s address, not your own."))
    return mailbox
