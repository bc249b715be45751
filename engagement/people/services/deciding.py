"""What one administrator asks and another decides: roles, and lost second steps."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from engagement.common.roles import Actor
from engagement.people.choices import RequestState
from engagement.people.errors import DecidedAlreadyError
from engagement.people.models import RoleRequest, SecondStepRemoval

WAITS_FOR: Final = timedelta(days=7)
Asked = RoleRequest | SecondStepRemoval


def must_wait_still(asked: Asked, now: datetime) -> None:
    """Refuse what is decided, or lay too long. Raises DecidedAlreadyError."""
    if asked.state != RequestState.WAITING:
        raise DecidedAlreadyError(_("Somebody has decided about this already."))
    if asked.expires_at <= now:
        raise DecidedAlreadyError(_("This has waited too long. Ask for it again."))


def decide(
    asked: Asked, state: RequestState, *, actor: Actor, reason: str, now: datetime
) -> None:
    """Write down who decided what and why, under the turn of roles."""
    asked.state = state
    asked.decided_by_id = actor.pk
    asked.decided_at = now
    asked.decision_reason = reason
    asked.save()
