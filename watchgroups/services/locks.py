"""The one order of locks: the group's row first, then its members'."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Actor, Viewer
from watchgroups.choices import GroupState
from watchgroups.errors import GroupRestsError
from watchgroups.models import Group
from watchgroups.permissions import can_look_after, leads


def locked_group(group_id: int) -> Group:
    """Take the group's row for this transaction; who changes members asks for it first."""
    return Group.objects.select_for_update().get(pk=group_id)


def group_of_leader(group_id: int, actor: Actor) -> Group:
    """Take the row for whoever leads the group. Raises NotAllowedError."""
    group = locked_group(group_id)
    if not leads(Viewer(user=actor), group):
        raise NotAllowedError(_("Only the captains of this group may do that."))
    return group


def group_of_officer(group_id: int, actor: Actor) -> Group:
    """Take the row for its officers and administrators. Raises NotAllowedError."""
    group = locked_group(group_id)
    if not can_look_after(Viewer(user=actor), group):
        raise NotAllowedError(
            _("Only officers of this neighborhood and administrators may do that.")
        )
    return group


def require_active(group: Group) -> None:
    """Raise GroupRestsError for a group that is paused or closed."""
    if group.state == GroupState.CLOSED:
        raise GroupRestsError(_("This group is closed."))
    if group.state == GroupState.FROZEN:
        raise GroupRestsError(
            _("This group is paused. Nothing can be done in it until it goes on.")
        )


def note(
    group: Group,
    actor: Actor | None,
    action: str,
    now: datetime,
    reason: str = "",
    **facts: Any,
) -> None:
    """Write an act on a group into the record."""
    record(
        actor=actor,
        action=action,
        subject=group,
        now=now,
        place_id=group.neighborhood_id,
        reason=reason,
        **facts,
    )
