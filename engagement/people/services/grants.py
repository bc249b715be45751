"""Roles: given by somebody, for a place, until they end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.richtext import readable
from engagement.common.roles import Actor, Role
from engagement.people.errors import (
    AlreadyHeldError,
    LastAdministratorError,
    ReasonMissingError,
    RolesDoNotGoTogetherError,
    WholeTownError,
    WrongDaysError,
)
from engagement.people.models import FOR_THE_WHOLE_TOWN, Grant, User
from engagement.people.permissions import (
    WATCHED,
    can_end_grant,
    can_grant,
    needs_second_person,
)
from engagement.people.queries import lasting_administrators, second_people
from engagement.people.services.locks import lock_roles
from engagement.people.services.role_letters import ask_for_letter
from engagement.people.services.sessions import turn_sessions
from engagement.places.models import Neighborhood


@dataclass(frozen=True)
class Terms:
    """What role, where, from when to when, and why."""

    role: Role
    neighborhood: Neighborhood | None
    reason: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    @property
    def place_id(self) -> int | None:
        return self.neighborhood.pk if self.neighborhood else None


def must_have_reason(reason: str) -> str:
    """Give the reason without blanks around it. Raises ReasonMissingError."""
    kept = readable(reason)
    if not kept:
        raise ReasonMissingError(_("Say why. The reason is kept with the act."))
    return kept[:300]


def must_be_grantable(
    *, user: User, terms: Terms, actor: Actor | None, now: datetime
) -> None:
    """Look at every rule but that of the second person, under the turn of roles.

    Raises NotAllowedError, WholeTownError, WrongDaysError, RolesDoNotGoTogetherError,
    AlreadyHeldError.
    """
    if actor is not None and not can_grant(
        actor, user, terms.role, terms.place_id, now
    ):
        raise NotAllowedError(_("You may not give this role to this person."))
    if not user.is_active:
        raise NotAllowedError(_("This account is closed. Open it first."))
    must_be_possible(terms, now)
    mine = user.grants.unended(now)
    held = set(mine.values_list("role", flat=True))
    watches = terms.role == Role.OVERSEER and held & WATCHED
    if watches or (terms.role in WATCHED and Role.OVERSEER in held):
        raise RolesDoNotGoTogetherError(
            _(
                "An overseer looks into complaints about the police. That is nobody who is an officer or an administrator."
            )
        )
    if mine.filter(role=terms.role, neighborhood=terms.neighborhood).exists():
        raise AlreadyHeldError(
            _(
                "This person has this role there already. End it first to change its days."
            )
        )


def must_be_possible(terms: Terms, now: datetime) -> None:
    """Look at what can be wrong with a role whoever gets it.

    Raises WholeTownError, WrongDaysError.
    """
    if terms.role in FOR_THE_WHOLE_TOWN and terms.neighborhood is not None:
        raise WholeTownError(_("This role is for the whole town. Choose no neighborhood."))  # fmt: skip
    if terms.ends_at is not None and terms.ends_at <= max(terms.starts_at or now, now):
        raise WrongDaysError(_("The last day lies before the first one, or is over."))


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
    """Give a role in one neighborhood, or in the whole town.

    Without an actor the command line or the first-run page grants: held already, it
    stays, and nobody has to agree. Raises NotAllowedError, AlreadyHeldError and what
    `must_be_grantable` does.
    """
    terms = Terms(role, neighborhood, reason)
    lock_roles()
    if actor is None:
        held = user.grants.unended(now).filter(role=role, neighborhood=neighborhood)
        if (found := held.first()) is not None:
            return found
    must_be_grantable(user=user, terms=terms, actor=actor, now=now)
    if actor is not None and needs_second_person(
        role, second_people(now, actor.pk, user.pk)
    ):
        raise NotAllowedError(_("A second administrator has to agree to this role."))
    return make_grant(user=user, terms=terms, actor=actor, second=None, now=now)


def make_grant(
    *,
    user: User,
    terms: Terms,
    actor: Actor | None,
    second: Actor | None,
    now: datetime,
) -> Grant:
    """Write the role down once every rule has been looked at, under the turn of roles."""
    grant = Grant.objects.create(
        user=user,
        role=terms.role,
        neighborhood=terms.neighborhood,
        granted_by_id=actor.pk if actor else None,
        seconded_by_id=second.pk if second else None,
        reason=terms.reason,
        starts_at=max(terms.starts_at or now, now),
        ends_at=terms.ends_at,
    )
    turn_sessions(user=user)
    record(
        actor=actor,
        action="role.grant",
        subject=user,
        now=now,
        place_id=terms.place_id,
        reason=terms.reason,
        role=terms.role,
        second=second.pk if second else None,
    )
    if actor is not None:  # a command line or the first run tells its own
        ask_for_letter(grant, "begun", at=grant.starts_at, now=now)
        if grant.ends_at is not None:
            ask_for_letter(grant, "over", at=grant.ends_at, now=now)
    return grant


@transaction.atomic
def end_grant(
    *, grant_id: int, actor: Actor | None, now: datetime, reason: str = ""
) -> Grant:
    """Take a role away, from this moment on.

    Raises NotAllowedError, ReasonMissingError, LastAdministratorError.
    """
    lock_roles()
    grant = Grant.objects.select_for_update().get(pk=grant_id)
    if actor is not None and not can_end_grant(actor, now):
        raise NotAllowedError(_("Only an administrator may take a role away."))
    if actor is not None:
        reason = must_have_reason(reason)
    if grant.ends_at is not None and grant.ends_at <= now:
        return grant
    if grant.role == Role.ADMIN:
        must_keep_an_administrator(now, without_grant=grant.pk)
    grant.ends_at = max(now, grant.starts_at)
    grant.ended_by_id = actor.pk if actor else None
    grant.end_reason = reason
    grant.save(update_fields=["ends_at", "ended_by", "end_reason"])
    turn_sessions(user=grant.user)
    record(
        actor=actor,
        action="role.revoke",
        subject=grant.user,
        now=now,
        place_id=grant.neighborhood_id,
        reason=reason,
        role=grant.role,
    )
    if actor is not None:
        ask_for_letter(grant, "ended", at=now, now=now)
    return grant


def must_keep_an_administrator(
    now: datetime, *, without_grant: int | None = None, without_user: int | None = None
) -> None:
    """Refuse what would leave nobody who can give roles. Raises LastAdministratorError.

    Somebody whose role ends by itself one day does not count. To be called under the
    turn of roles.
    """
    left = lasting_administrators(now)
    if without_grant is not None:
        left = left.exclude(pk=without_grant)
    if without_user is not None:
        left = left.exclude(user=without_user)
    if not left.exists():
        raise LastAdministratorError(
            _(
                "This is the last administrator. Make somebody else one first, without a last day, or nobody could give roles any more."
            )
        )
