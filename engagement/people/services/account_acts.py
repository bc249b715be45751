"""What happens to accounts, written down: who signed in how, what was tried, what changed."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from engagement.audit.services import record
from engagement.common.weeks import town_hour
from engagement.people.models import User
from engagement.people.queries import person_with_address

log = logging.getLogger(__name__)


def note_act_of_account(
    *, user: User, action: str, now: datetime, ways: Sequence[str] = ()
) -> None:
    """Write down what somebody did to their own account.

    Of residents the hour is kept, as of everything they do (RULINGS 8).
    """
    moment = now if user.has_roles else town_hour(now)
    record(actor=user, action=action, subject=user, now=moment, ways=list(ways))


def note_failed_sign_in(*, email: str, way: str, now: datetime) -> None:
    """Write down that somebody tried to sign in and could not.

    An address without an account is not kept: only that one was tried.
    """
    user = person_with_address(email) if email else None
    if user is None:
        log.info("a sign-in by %s failed: no such account", way)
        return
    note_failed_proof(user=user, way=way, now=now)


def note_failed_proof(*, user: User, way: str, now: datetime) -> None:
    """Write down that a code or a password for this account was wrong."""
    moment = now if user.has_roles else town_hour(now)
    record(
        actor=None, action="account.sign_in_failed", subject=user, now=moment, way=way
    )
