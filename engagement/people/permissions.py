"""Who may give and take roles, and close accounts (SECURITY matrix: role.*, user.*)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db.models import QuerySet

from engagement.common.roles import Actor, Role
from engagement.people.models import Credential, RoleRequest, SecondStepRemoval, User
from engagement.people.queries import (
    MAKERS_OF_CODES,
    has_roles,
    holds_at,
    is_administrator,
    places_held_at,
)

# Who is one of these is watched by the overseer, so nobody is both (decision 0022).
WATCHED: Final = frozenset({Role.OFFICER, Role.ADMIN})


def _is_half_signed_in(actor: Actor) -> bool:
    """Tell whether this session has not taken the second step the town asks for."""
    return isinstance(actor, User) and actor.lacks_second_step


def _is_administrator(actor: Actor, at: datetime) -> bool:
    """Asked anew: a role may have ended since the request began."""
    return not _is_half_signed_in(actor) and is_administrator(actor.pk, at)


def can_grant(
    actor: Actor,
    user: User | None,
    role: Role | str,
    neighborhood_id: int | None,
    at: datetime,
) -> bool:
    """Administrators grant every role, area officers organizers; nobody to oneself.

    Nobody in particular is meant while an invitation has not been accepted.
    """
    if user is not None and actor.pk == user.pk:
        return False
    if _is_administrator(actor, at):
        return True
    return (
        role == Role.ORGANIZER
        and neighborhood_id is not None
        and not _is_half_signed_in(actor)
        and holds_at(actor.pk, Role.OFFICER, neighborhood_id, at)
    )


def needs_second_person(act: str, others: QuerySet[User]) -> bool:
    """Tell whether one person's word is not enough (RULINGS 30).

    The town says for which acts; it bites only where somebody else could agree.
    """
    return act in settings.TWO_PEOPLE_FOR and others.exists()


def can_end_sessions(actor: Actor, user: User) -> bool:
    """Everybody signs themselves out anywhere; administrators anybody."""
    return actor.pk == user.pk or actor.holds(Role.ADMIN)


def can_decide(
    actor: Actor, request: RoleRequest | SecondStepRemoval, at: datetime
) -> bool:
    """Another administrator: neither who asked nor whom it is about."""
    if actor.pk in (request.asked_by_id, request.user_id):
        return False
    return _is_administrator(actor, at)


def can_end_grant(actor: Actor, at: datetime) -> bool:
    return _is_administrator(actor, at)


def can_mind_accounts(actor: Actor, user: User, at: datetime) -> bool:
    """Administrators close and open accounts; nobody their own."""
    return actor.pk != user.pk and _is_administrator(actor, at)


def can_suspend(
    actor: Actor, user: User, spoke_in: Collection[int], at: datetime
) -> bool:
    """A moderator too, for a resident who spoke in the moderator's area.

    Somebody with a role is an administrator's matter: a moderator cannot silence the
    officer, the organizer or the other moderator.
    """
    if can_mind_accounts(actor, user, at):
        return True
    if actor.pk == user.pk or has_roles(user.pk, at) or _is_half_signed_in(actor):
        return False
    places = places_held_at(actor.pk, Role.MODERATOR, at)
    return bool(spoke_in) and (places is None or bool(places & set(spoke_in)))


def can_make_codes(actor: Actor, neighborhood_id: int) -> bool:
    """Administrators, and officers and organizers of the area."""
    return actor.holds(Role.ADMIN) or any(
        actor.holds(role, neighborhood_id) for role in MAKERS_OF_CODES
    )


def can_open_codes(actor: Actor) -> bool:
    """The page of codes: whoever may make some anywhere."""
    return any(actor.holds(role) for role in (Role.ADMIN, *MAKERS_OF_CODES))


def can_record_credentials(actor: Actor, held: Credential | None = None) -> bool:
    """Officers and administrators write them down; who wrote one takes it back."""
    if _is_half_signed_in(actor):
        return False
    is_admin = actor.holds(Role.ADMIN)
    if held is not None:
        return is_admin or held.checked_by_id == actor.pk
    return is_admin or actor.holds(Role.OFFICER)
