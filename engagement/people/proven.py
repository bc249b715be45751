"""How the person of this session has shown who they are, and how long ago.

allauth notes each step in the session; this reads the notes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

_WHOSE: Final = "account_authentication_methods_user"


def steps(session: SessionBase, person_id: int) -> list[Mapping[str, Any]]:
    """List what this person has shown in this session, oldest first."""
    if session.get(_WHOSE) != str(person_id):
        return []
    noted = session.get(AUTHENTICATION_METHODS_SESSION_KEY)
    return noted if isinstance(noted, list) else []


def has_second_step(session: SessionBase, person_id: int) -> bool:
    """Tell whether a second step was taken: an app, a passkey, a recovery code."""
    return any(step.get("method") == "mfa" for step in steps(session, person_id))


def is_fresh(session: SessionBase, person_id: int, now: datetime) -> bool:
    """Tell whether they signed in, or proved themselves again, minutes ago."""
    since = now.timestamp() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return any(at >= since for at in _proofs(session, person_id))


def _proofs(session: SessionBase, person_id: int) -> Iterator[float]:
    for step in steps(session, person_id):
        if step.get("reauthenticated"):
            yield float(step.get("at", 0))
