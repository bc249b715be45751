"""Opening what is closed of a member: counted by rows, written down, told to them.

A captain reads how to reach somebody who agreed to that, and an emergency contact for its
reason; an administrator opens the list or a member without leave, for a reason (decision
0025). Each member reads who looked, when and why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.common.errors import NotAllowedError
from engagement.common.limits import CONTACTS
from engagement.common.richtext import plain
from engagement.common.roles import Viewer
from engagement.concerns.queries.watching import watchers_of
from engagement.outbox.services import enqueue
from engagement.people.models import User
from watchgroups.choices import Opened
from watchgroups.details import read_details
from watchgroups.errors import GroupIncompleteError, TooManyLooksError
from watchgroups.models import Group, MemberLook, Membership
from watchgroups.permissions import (
    can_open_members,
    can_see_member_contact,
    leads,
)
from watchgroups.queries.roster import looks_since
from watchgroups.services.locks import note

MOST_LOOKS: Final = CONTACTS.most  # counted by rows, so that it holds without Redis
A_DAY: Final = timedelta(days=1)
AN_HOUR: Final = timedelta(hours=1)
SHORTEST_REASON: Final = 10


@dataclass(frozen=True)
class Reached:
    """How to reach a member, as far as it was opened."""

    member: Membership
    address: str = ""
    emergency_contact: str = ""


@transaction.atomic
def look_at_member(
    *, member_id: int, what: Opened, actor: User, now: datetime
) -> Reached:
    """Show who leads the group how to reach a member, or whom to call for them.

    Raises NotAllowedError, TooManyLooksError.
    """
    _take_turn(actor)
    member = _member(member_id)
    group, viewer = member.group, Viewer(user=actor)
    may = (
        can_see_member_contact(viewer, group, member)
        if what == Opened.CONTACT
        else member.is_here and leads(viewer, group)
    )
    if not may or what == Opened.LIST:
        raise NotAllowedError(
            _("This member did not agree to that. Write to them through this site.")
        )
    _must_be_few(actor, now)
    _write_down(group, member, actor, what, "", now)
    note(group, actor, "group.view_contact", now, member=member.pk, what=str(what))
    if what == Opened.CONTACT:
        return Reached(member, address=member.person.email)
    return Reached(
        member, emergency_contact=read_details(member.sealed).emergency_contact
    )


@transaction.atomic
def open_member_list(
    *, group_id: int, reason: str, actor: User, now: datetime
) -> Group:
    """Open who is in a group to an administrator. Raises as `open_member`."""
    _take_turn(actor)
    group = Group.objects.get(pk=group_id)
    why = _may_break(actor, reason, now)
    _write_down(group, None, actor, Opened.LIST, why, now)
    note(group, actor, "group.break_glass", now, why, what=str(Opened.LIST))
    _warn(group, actor, now)
    return group


@transaction.atomic
def open_member(*, member_id: int, reason: str, actor: User, now: datetime) -> Reached:
    """Open how to reach a member to an administrator, without leave.

    Raises NotAllowedError, GroupIncompleteError, TooManyLooksError.
    """
    _take_turn(actor)
    member = _member(member_id)
    why = _may_break(actor, reason, now)
    group = member.group
    _write_down(group, member, actor, Opened.CONTACT, why, now)
    note(group, actor, "group.break_glass", now, why, member=member.pk)
    _warn(group, actor, now)
    return Reached(
        member,
        address=member.person.email,
        emergency_contact=read_details(member.sealed).emergency_contact,
    )


def _take_turn(actor: User) -> None:
    """Two windows of one person wait for one another, so that the count holds."""
    User.objects.select_for_update().get(pk=actor.pk)


def _member(member_id: int) -> Membership:
    found = Membership.objects.select_related("group", "person")
    return found.get(pk=member_id)


def _may_break(actor: User, reason: str, now: datetime) -> str:
    if not can_open_members(Viewer(user=actor)):
        raise NotAllowedError(_("Only administrators may do that."))
    why = plain(reason).strip()[:300]
    if len(why) < SHORTEST_REASON:
        raise GroupIncompleteError(_("Say in a few words why you need to know."))
    _must_be_few(actor, now)
    return why


def _must_be_few(actor: User, now: datetime) -> None:
    if looks_since(actor.pk, now - A_DAY) >= MOST_LOOKS:
        raise TooManyLooksError(
            _("You looked %(most)d times today. Write through this site instead.")
            % {"most": MOST_LOOKS}
        )


def _write_down(
    group: Group,
    member: Membership | None,
    actor: User,
    what: Opened,
    reason: str,
    now: datetime,
) -> None:
    MemberLook.objects.create(
        group=group,
        membership=member,
        actor=actor,
        what=what,
        by_admin=bool(reason),
        reason=reason,
        at=now,
    )


def _warn(group: Group, actor: User, now: datetime) -> None:
    """Ask for a letter to those who watch: one in an hour about each administrator."""
    for watcher in watchers_of(group.neighborhood_id, now).exclude(pk=actor.pk):
        enqueue(
            task="watchgroups.warn_of_looks",
            about=f"watchgroups.group:{group.pk} {actor.pk}",
            version=int(now.timestamp() // AN_HOUR.total_seconds()),
            person=watcher,
            now=now,
            watcher_id=watcher.pk,
            actor_id=actor.pk,
            group_id=group.pk,
        )
