"""What happens to accounts, written down: who signed in how, what was tried, what changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from engagement.audit.services import record
from engagement.common.weeks import town_hour
from engagement.people.models import User
from engagement.people.queries import person_with_address

NOBODY = "people.user:none"


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

    An address without an account is not kept, only that one was tried; it costs as much
    work as one that has an account, so that no clock tells them apart.
    """
    note_failed_proof(user=person_with_address(email), way=way, now=now)


def note_failed_proof(*, user: User | None, way: str, now: datetime) -> None:
    """Write down that a code or a password was wrong; the minute counts for an attack."""
    record(
        actor=None,
        action="account.sign_in_failed",
        subject=user or NOBODY,
        now=now,
        way=way,
    )
