"""Who may give and take roles (SECURITY matrix: role.*)."""

from __future__ import annotations

from engagement.common.roles import Actor, Role
from engagement.people.models import User


def can_grant(
    actor: Actor, user: User, role: Role | str, neighborhood_id: int | None
) -> bool:
    """Administrators grant every role, area officers organizers; nobody to oneself."""
    if actor.pk == user.pk:
        return False
    if actor.holds(Role.ADMIN):
        return True
    return (
        role == Role.ORGANIZER
        and neighborhood_id is not None
        and actor.holds(Role.OFFICER, neighborhood_id)
    )


def can_end_grant(actor: Actor) -> bool:
    return actor.holds(Role.ADMIN)


def can_end_sessions(actor: Actor, user: User) -> bool:
    """Everybody signs themselves out anywhere; administrators anybody."""
    return actor.pk == user.pk or actor.holds(Role.ADMIN)


def can_close(actor: Actor, user: User) -> bool:
    """Administrators close accounts; nobody their own, or none might be left."""
    return actor.holds(Role.ADMIN) and actor.pk != user.pk
