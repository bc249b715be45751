"""What captains do with members: take in, decline, suspend, put out, give a part."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.people.models import User
from watchgroups.choices import LEADING, MemberState, Part
from watchgroups.errors import GroupIncompleteError, MemberAlreadyError
from watchgroups.models import Group, Guardian, Membership
from watchgroups.permissions import can_manage
from watchgroups.services import checking, membership
from watchgroups.services.locks import note, require_active
from watchgroups.services.settling import settle_sign_ups
from watchgroups.services.standing import ask_second_step, settle_group

GIVEN_PARTS: Final = (Part.CO_CAPTAIN, Part.BLOCK_CAPTAIN, Part.MEMBER)


@transaction.atomic
def take_in(*, member_id: int, actor: User, now: datetime) -> Membership:
    """Say yes to somebody who asked.

    Raises NotAllowedError, MemberAlreadyError, GroupRestsError, GroupIncompleteError.
    """
    group, member = _managed(member_id, actor)
    require_active(group)
    _must_have_asked(member)
    waits = Guardian.objects.filter(membership=member, agreed_at=None)
    if waits.exists():
        raise GroupIncompleteError(_("Their guardian has not agreed yet."))
    membership.begin(member, now)
    member.save()
    note(group, actor, "group.take_in", now, member=member.pk)
    membership.write_to(member, "taken_in", now)
    return member


@transaction.atomic
def decline_member(
    *, member_id: int, reason: str, actor: User, now: datetime
) -> Membership:
    """Say no to somebody who asked; what they said is gone, the words reach them.

    Raises NotAllowedError, MemberAlreadyError, GroupRestsError, GroupIncompleteError.
    """
    group, member = _managed(member_id, actor)
    _must_have_asked(member)
    why = checking.reason_of(reason, _("Say why. They read it."))
    membership.finish(member, group, MemberState.DECLINED, now, why)
    note(group, actor, "group.decline_member", now, why, member=member.pk)
    membership.write_to(member, "declined", now)
    return member


@transaction.atomic
def suspend_member(
    *, member_id: int, reason: str, actor: User, now: datetime
) -> Membership:
    """Let a member take no part for a while; who led comes back as a member.

    Raises NotAllowedError, GroupRestsError, GroupIncompleteError.
    """
    group, member = _managed(member_id, actor)
    _must_be(member, MemberState.ACTIVE)
    why = checking.reason_of(reason, _("Say why. They read it."))
    return suspend(group, member, why, actor, now)


def suspend(
    group: Group, member: Membership, why: str, actor: User, now: datetime
) -> Membership:
    """Let somebody take no part; the caller holds the group's row and knows who may."""
    led = member.part in LEADING
    member.state, member.reason = MemberState.SUSPENDED, why
    if led:
        member.part, member.public_name = Part.MEMBER, ""
    member.save()
    settle_sign_ups(group, now)
    if led:
        ask_second_step(member.person, now)
        settle_group(group, actor=actor, now=now)
    note(group, actor, "group.suspend_member", now, why, member=member.pk)
    membership.write_to(member, "suspended", now)
    return member


@transaction.atomic
def let_member_back(*, member_id: int, actor: User, now: datetime) -> Membership:
    """End a suspension. Raises NotAllowedError, GroupRestsError."""
    group, member = _managed(member_id, actor)
    _must_be(member, MemberState.SUSPENDED)
    membership.begin(member, now)
    member.save()
    note(group, actor, "group.let_member_back", now, member=member.pk)
    membership.write_to(member, "let_back", now)
    return member


@transaction.atomic
def remove_member(
    *, member_id: int, reason: str, actor: User, now: datetime
) -> Membership:
    """Put a member out; they read why, and may ask an officer for a second word.

    Raises NotAllowedError, GroupRestsError, GroupIncompleteError.
    """
    group, member = _managed(member_id, actor)
    _must_be(member, MemberState.ACTIVE, MemberState.SUSPENDED)
    why = checking.reason_of(reason, _("Say why. They read it."))
    membership.finish(member, group, MemberState.REMOVED, now, why)
    note(group, actor, "group.remove_member", now, why, member=member.pk)
    membership.write_to(member, "removed", now)
    return member


@transaction.atomic
def give_part(
    *,
    member_id: int,
    part: str,
    streets: tuple[str, ...],
    actor: User,
    now: datetime,
) -> Membership:
    """Make a member co-captain, block captain of some streets, or member again.

    Only the captain says who is co-captain. Raises NotAllowedError, GroupRestsError,
    GroupIncompleteError.
    """
    group, member = _managed(member_id, actor)
    _must_be(member, MemberState.ACTIVE)
    if part not in GIVEN_PARTS or member.part == Part.CAPTAIN:
        raise GroupIncompleteError(_("Choose one from the list."))
    _must_be_the_captain_for_leading(member, part, group, actor)
    if member.part == Part.JUNIOR and part != Part.MEMBER:
        raise GroupIncompleteError(
            _("A junior member becomes a member first, once they are grown up.")
        )
    place = group.neighborhood
    member.block_streets = (
        checking.streets_of(place, streets) if part == Part.BLOCK_CAPTAIN else []
    )
    led = member.part in LEADING
    if member.part == Part.JUNIOR:
        Guardian.objects.filter(membership=member).delete()
    member.part = Part(part)
    member.save()
    if led or member.part in LEADING:
        ask_second_step(member.person, now)
    note(group, actor, "group.give_part", now, member=member.pk, part=part)
    membership.write_to(member, "part", now)
    return member


def _must_be_the_captain_for_leading(
    member: Membership, part: str, group: Group, actor: User
) -> None:
    if Part.CO_CAPTAIN not in (member.part, part):
        return
    captain = Membership.objects.filter(
        group=group, person=actor, part=Part.CAPTAIN, state=MemberState.ACTIVE
    )
    if not captain.exists():
        raise NotAllowedError(_("Only the captain says who is co-captain."))


def _managed(member_id: int, actor: User) -> tuple[Group, Membership]:
    group, member = membership.taken(member_id)
    if not can_manage(Viewer(user=actor), group, member):
        raise NotAllowedError(_("Only the captains of this group may do that."))
    membership.require_here(member)
    return group, member


def _must_have_asked(member: Membership) -> None:
    if member.state != MemberState.ASKED:
        raise MemberAlreadyError(_("This request was answered already."))


def _must_be(member: Membership, *states: MemberState) -> None:
    if member.state not in states:
        raise NotAllowedError(_("Their part has changed meanwhile. Look again."))
