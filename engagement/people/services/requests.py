"""Roles for which one person's word is not enough (RULINGS 30, decision 0022)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Actor, Role
from engagement.people.choices import RequestState
from engagement.people.models import Grant, RoleRequest, User
from engagement.people.permissions import can_decide, needs_second_person
from engagement.people.queries import second_people
from engagement.people.services.deciding import WAITS_FOR, decide, must_wait_still
from engagement.people.services.grants import (
    Terms,
    make_grant,
    must_be_grantable,
    must_have_reason,
)
from engagement.people.services.locks import lock_roles
from engagement.people.services.role_letters import ask_second_people


@transaction.atomic
def give_role(
    *, user: User, terms: Terms, actor: Actor, now: datetime
) -> Grant | RoleRequest:
    """Give a role, or ask a second administrator to agree where the town wants that.

    Raises NotAllowedError, ReasonMissingError, WholeTownError, WrongDaysError,
    RolesDoNotGoTogetherError, AlreadyHeldError.
    """
    lock_roles()
    must_be_grantable(user=user, terms=terms, actor=actor, now=now)
    must_have_reason(terms.reason)
    waiting = RoleRequest.objects.filter(
        user=user,
        role=terms.role,
        neighborhood=terms.neighborhood,
        state=RequestState.WAITING,
    )
    waiting.filter(expires_at__lte=now).update(state=RequestState.EXPIRED)
    if needs_second_person(terms.role, second_people(now, actor.pk, user.pk)):
        return waiting.first() or _ask(user, terms, actor, now)
    waiting.update(state=RequestState.WITHDRAWN, decided_at=now)
    return make_grant(user=user, terms=terms, actor=actor, second=None, now=now)


def _ask(user: User, terms: Terms, actor: Actor, now: datetime) -> RoleRequest:
    request = RoleRequest.objects.create(
        user=user,
        role=terms.role,
        neighborhood=terms.neighborhood,
        starts_at=terms.starts_at,
        ends_at=terms.ends_at,
        reason=terms.reason.strip(),
        asked_by_id=actor.pk,
        asked_at=now,
        expires_at=now + WAITS_FOR,
    )
    record(
        actor=actor,
        action="role.request",
        subject=user,
        now=now,
        place_id=terms.place_id,
        reason=request.reason,
        role=terms.role,
        request=request.pk,
    )
    ask_second_people(request, now=now)
    return request


def _taken(request_id: int) -> RoleRequest:
    lock_roles()
    rows = RoleRequest.objects.select_for_update(of=("self",))
    return rows.select_related("user", "neighborhood", "asked_by").get(pk=request_id)


@transaction.atomic
def agree_to_role(
    *, request_id: int, actor: Actor, now: datetime, reason: str = ""
) -> Grant:
    """Give, as the second person, the role another administrator asked for.

    Raises NotAllowedError, DecidedAlreadyError, and what giving a role raises: who
    asked must still be somebody who may.
    """
    request = _taken(request_id)
    if not can_decide(actor, request, now):
        raise NotAllowedError(_("Another administrator has to decide about this."))
    must_wait_still(request, now)
    if request.asked_by is None:
        raise NotAllowedError(_("Who asked for this has left. Ask for the role anew."))
    terms = Terms(
        role=Role(request.role),
        neighborhood=request.neighborhood,
        reason=request.reason,
        starts_at=request.starts_at,
        ends_at=request.ends_at,
    )
    must_be_grantable(user=request.user, terms=terms, actor=request.asked_by, now=now)
    request.grant = make_grant(
        user=request.user, terms=terms, actor=request.asked_by, second=actor, now=now
    )
    decide(
        request, RequestState.AGREED, actor=actor, reason=reason.strip()[:300], now=now
    )
    record(
        actor=actor,
        action="role.agree",
        subject=request.user,
        now=now,
        place_id=request.neighborhood_id,
        reason=request.decision_reason,
        role=request.role,
        request=request.pk,
    )
    return request.grant


@transaction.atomic
def decline_role(
    *, request_id: int, actor: Actor, now: datetime, reason: str
) -> RoleRequest:
    """Refuse, as the second person, the role another administrator asked for.

    Raises NotAllowedError, DecidedAlreadyError, ReasonMissingError.
    """
    request = _taken(request_id)
    if not can_decide(actor, request, now):
        raise NotAllowedError(_("Another administrator has to decide about this."))
    must_wait_still(request, now)
    why = must_have_reason(reason)
    decide(request, RequestState.DECLINED, actor=actor, reason=why, now=now)
    record(
        actor=actor,
        action="role.decline",
        subject=request.user,
        now=now,
        place_id=request.neighborhood_id,
        reason=why,
        role=request.role,
        request=request.pk,
    )
    return request


@transaction.atomic
def withdraw_request(*, request_id: int, actor: Actor, now: datetime) -> RoleRequest:
    """Take back what one asked for oneself. Raises NotAllowedError, DecidedAlreadyError."""
    request = _taken(request_id)
    if request.asked_by_id != actor.pk:
        raise NotAllowedError(_("Only who asked for this can take it back."))
    must_wait_still(request, now)
    decide(request, RequestState.WITHDRAWN, actor=actor, reason="", now=now)
    record(
        actor=actor,
        action="role.withdraw_request",
        subject=request.user,
        now=now,
        place_id=request.neighborhood_id,
        role=request.role,
        request=request.pk,
    )
    return request
