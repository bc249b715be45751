"""Who has to take a second step at sign-in."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from engagement.audit.services import record
from engagement.common.roles import Actor
from engagement.people.models import User


@transaction.atomic
def set_needs_mfa(
    *, user: User, needs_mfa: bool, actor: Actor | None, now: datetime
) -> None:
    """Ask a second step of somebody without a role, as of captains (RULINGS 31).

    The app that makes somebody a captain calls this; who may do that is its own rule.
    """
    changed = User.objects.filter(pk=user.pk).exclude(needs_mfa=needs_mfa)
    if changed.update(needs_mfa=needs_mfa):
        user.needs_mfa = needs_mfa
        action = "mfa.ask" if needs_mfa else "mfa.spare"
        record(actor=actor, action=action, subject=user, now=now)
