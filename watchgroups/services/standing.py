"""A group always has a captain or is paused: settled after every change of its people."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from engagement.common.roles import Actor
from engagement.people.models import User
from engagement.people.services import set_needs_mfa
from watchgroups.choices import (
    LEADING,
    FrozenBecause,
    GroupState,
    MemberState,
)
from watchgroups.models import Group, Membership
from watchgroups.queries import captain_of, groups_without_a_captain
from watchgroups.services.locks import locked_group, note
from watchgroups.services.settling import settle_sign_ups

BECAUSE = "watchgroups"


def settle_group(group: Group, *, actor: Actor | None, now: datetime) -> None:
    """Pause a group without a captain; let one go on that has one again.

    Its row must be locked. A pause an officer ordered stays until an officer ends it.
    """
    settle_sign_ups(group, now)
    captain = captain_of(group)
    is_led = captain is not None and captain.person.is_active
    if group.is_active and not is_led:
        group.state, group.frozen_because = GroupState.FROZEN, FrozenBecause.NO_CAPTAIN
        action = "group.pause"
    elif (
        group.is_frozen and is_led and group.frozen_because == FrozenBecause.NO_CAPTAIN
    ):
        group.state, group.frozen_because = GroupState.ACTIVE, ""
        action = "group.go_on"
    else:
        return
    group.save(update_fields=["state", "frozen_because"])
    note(group, actor, action, now, because=FrozenBecause.NO_CAPTAIN)


def ask_second_step(person: User, now: datetime) -> None:
    """Whoever leads a group sees members, so a second step is asked (RULINGS 31)."""
    leads = Membership.objects.filter(
        person=person, part__in=LEADING, state=MemberState.ACTIVE
    )
    set_needs_mfa(
        user=person, needs_mfa=leads.exists(), because=BECAUSE, actor=None, now=now
    )


def settle_groups(*, now: datetime) -> int:
    """Pause the groups whose captain was shut out elsewhere; say how many."""
    waiting = list(groups_without_a_captain(now).values_list("pk", flat=True))
    for group_id in waiting:
        with transaction.atomic():
            settle_group(locked_group(group_id), actor=None, now=now)
    return len(waiting)
