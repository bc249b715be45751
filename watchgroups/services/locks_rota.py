"""Locks of the rota: the group's row first, then the members', then the patrol's."""

from __future__ import annotations

from django.utils.translation import gettext as _

from engagement.common.errors import NotAllowedError
from engagement.people.models import User
from watchgroups.choices import MemberState
from watchgroups.errors import PatrolOverError
from watchgroups.models import Membership, Patrol, PatrolSeries
from watchgroups.services.locks import group_of_leader, locked_group


def locked_patrol(patrol_id: int) -> Patrol:
    """Take the rows of the group and the patrol. Raises PatrolOverError if it is gone."""
    group_id = Patrol.objects.filter(pk=patrol_id).values_list("group_id", flat=True)
    found = group_id.first()
    if found is not None:
        locked_group(found)
        return taken_patrol(patrol_id)
    raise PatrolOverError(_("This patrol is not planned any more."))


def taken_patrol(patrol_id: int) -> Patrol:
    """Take the patrol's row, the group's being taken. Raises PatrolOverError."""
    rows = Patrol.objects.select_for_update(of=("self",)).select_related("group")
    patrol = rows.filter(pk=patrol_id).first()
    if patrol is None:
        raise PatrolOverError(_("This patrol is not planned any more."))
    return patrol


def patrol_of_leader(patrol_id: int, actor: User) -> Patrol:
    """Take the rows for whoever leads the group. Raises NotAllowedError, PatrolOverError."""
    patrol = locked_patrol(patrol_id)
    group_of_leader(patrol.group_id, actor)
    return patrol


def series_of_leader(series_id: int, actor: User) -> PatrolSeries:
    """Take a series for whoever leads its group. Raises NotAllowedError."""
    found = PatrolSeries.objects.get(pk=series_id)
    group_of_leader(found.group_id, actor)
    rows = PatrolSeries.objects.select_for_update(of=("self",)).select_related("group")
    return rows.get(pk=series_id)


def taken_member(patrol: Patrol, actor: User) -> Membership:
    """Take every membership of somebody, and give the one in the patrol's group.

    All of them, so that two groups cannot have somebody at the same hour. Raises
    NotAllowedError for whoever does not take part.
    """
    rows = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(person=actor, ended_at=None)
        .order_by("pk")
    )
    for one in rows:
        if one.group_id == patrol.group_id and one.state == MemberState.ACTIVE:
            return one
    raise NotAllowedError(_("Only members who take part now can do that."))
