"""Sign a test’s browser in as somebody who has, or has not, shown who they are."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import (
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
)
from django.test import Client
from django.utils.timezone import now

from engagement.people.models import User
from engagement.people.sessions import SessionStore

STEPS, WHOSE = "account_authentication_methods", "account_authentication_methods_user"


def sign_in(
    client: Client, user: User, *ways: str, seconds_ago: float = 0, fresh: bool = True
) -> None:
    """Sign in by these ways (`code` if none is named), so many seconds ago.

    The row that signing in leaves is written at once: going through the front door
    costs several times as much, and most tests ask what comes after it.
    """
    at = now().timestamp() - seconds_ago
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[STEPS] = [
        {"method": way, "at": at, "reauthenticated": fresh} for way in ways or ("code",)
    ]
    session[WHOSE] = str(user.pk)
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""


def just_signed_in(user: User, client: Client | None = None) -> Client:
    """Give a browser of somebody who has just shown that it is they."""
    client = client or Client()
    sign_in(client, user)
    return client
