"""Who may give and take roles (SECURITY matrix: role.*)."""

from __future__ import annotations

from engagement.common.roles import Actor, Role
from engagement.people.models import User
from engagement.people.queries import MAKERS_OF_CODES


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


def can_close(actor: Actor, user: User) -> bool:
    """Administrators close accounts; nobody their own, or none might be left."""
    return actor.holds(Role.ADMIN) and actor.pk != user.pk


def can_make_codes(actor: Actor, neighborhood_id: int) -> bool:
    """Administrators, and officers and organizers of the area."""
    return actor.holds(Role.ADMIN) or any(
        actor.holds(role, neighborhood_id) for role in MAKERS_OF_CODES
    )


def can_open_codes(actor: Actor) -> bool:
    """The page of codes: whoever may make some anywhere."""
    return any(actor.holds(role) for role in (Role.ADMIN, *MAKERS_OF_CODES))
