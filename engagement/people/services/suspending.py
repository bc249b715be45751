"""Closing an account for a reason, opening it again, signing somebody out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Actor
from engagement.people.models import User
from engagement.people.permissions import can_mind_accounts, can_suspend
from engagement.people.queries import is_administrator
from engagement.people.services.grants import (
    must_have_reason,
    must_keep_an_administrator,
)
from engagement.people.services.locks import lock_roles
from engagement.people.services.sessions import end_every_session


def _taken(user: User) -> User:
    lock_roles()
    return User.objects.select_for_update().get(pk=user.pk)


@transaction.atomic
def suspend_person(
    *,
    user: User,
    actor: Actor,
    reason: str,
    now: datetime,
    spoke_in: Collection[int] = (),
) -> None:
    """Close an account until somebody opens it again, and sign it out everywhere.

    `spoke_in` names the neighborhoods that give a moderator a say. Raises
    NotAllowedError, ReasonMissingError, LastAdministratorError.
    """
    person = _taken(user)
    if not can_suspend(actor, person, spoke_in, now):
        raise NotAllowedError(_("You may not close this account."))
    why = must_have_reason(reason)
    if not person.is_active:
        return
    if is_administrator(person.pk, now):
        must_keep_an_administrator(now, without_user=person.pk)
    person.is_active = False
    person.save(update_fields=["is_active"])
    end_every_session(user=person)
    record(actor=actor, action="person.close", subject=person, now=now, reason=why)


@transaction.atomic
def open_account(*, user: User, actor: Actor, reason: str, now: datetime) -> None:
    """Open an account again; the roles that did not end meanwhile are there again.

    Raises NotAllowedError, ReasonMissingError.
    """
    person = _taken(user)
    if not can_mind_accounts(actor, person, now):
        raise NotAllowedError(_("Only an administrator may open this account."))
    why = must_have_reason(reason)
    if person.is_active:
        return
    person.is_active = True
    person.save(update_fields=["is_active"])
    record(actor=actor, action="person.open", subject=person, now=now, reason=why)


@transaction.atomic
def sign_out_everywhere(*, user: User, actor: Actor, reason: str, now: datetime) -> int:
    """End somebody's sessions, say after a lost phone; tell how many there were.

    Raises NotAllowedError, ReasonMissingError.
    """
    person = _taken(user)
    if not can_mind_accounts(actor, person, now):
        raise NotAllowedError(_("Only an administrator may sign this person out."))
    why = must_have_reason(reason)
    ended = end_every_session(user=person)
    record(
        actor=actor,
        action="person.sign_out",
        subject=person,
        now=now,
        reason=why,
        sessions=ended,
    )
    return ended
