"""Roles: given by somebody, for a place, until they end."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Actor, Role
from engagement.people.models import Grant, User
from engagement.people.permissions import can_end_grant, can_grant
from engagement.places.models import Neighborhood


@transaction.atomic
def grant_role(
    *,
    user: User,
    role: Role,
    neighborhood: Neighborhood | None,
    actor: Actor | None,
    now: datetime,
    reason: str = "",
) -> Grant:
    """Give a role in one neighborhood, or in the whole town; held already, it stays.

    Without an actor the command line or the first-run page grants. Raises
    NotAllowedError.
    """
    User.objects.select_for_update().get(pk=user.pk)
    place_id = neighborhood.pk if neighborhood else None
    if actor is not None and not can_grant(actor, user, role, place_id):
        raise NotAllowedError(_("You may not give this role to this person."))
    open_ended = user.grants.filter(role=role, neighborhood=neighborhood, ends_at=None)
    held = open_ended.first()
    if held is not None:
        return held
    grant = Grant.objects.create(
        user=user,
        role=role,
        neighborhood=neighborhood,
        granted_by_id=actor.pk if actor else None,
        reason=reason,
        starts_at=now,
    )
    record(
        actor=actor,
        action="role.grant",
        subject=user,
        now=now,
        place_id=place_id,
        reason=reason,
        role=role,
    )
    return grant


@transaction.atomic
def end_grant(
    *, grant_id: int, actor: Actor | None, now: datetime, reason: str = ""
) -> Grant:
    """Take a role away, from this moment on. Raises NotAllowedError."""
    grant = Grant.objects.select_for_update().get(pk=grant_id)
    if actor is not None and not can_end_grant(actor):
        raise NotAllowedError(_("Only an administrator may take a role away."))
    if grant.ends_at is not None and grant.ends_at <= now:
        return grant
    grant.ends_at = max(now, grant.starts_at)
    grant.save(update_fields=["ends_at"])
    record(
        actor=actor,
        action="role.revoke",
        subject=grant.user,
        now=now,
        place_id=grant.neighborhood_id,
        reason=reason,
        role=grant.role,
    )
    return grant
