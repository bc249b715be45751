"""Sign a test’s browser in as somebody who has, or has not, shown who they are."""

from __future__ import annotations

from django.test import Client
from django.utils.timezone import now

from engagement.people.models import User

STEPS, WHOSE = "account_authentication_methods", "account_authentication_methods_user"


def sign_in(
    client: Client, user: User, *ways: str, seconds_ago: float = 0, fresh: bool = True
) -> None:
    """Sign in by these ways (`code` if none is named), so many seconds ago."""
    client.force_login(user)
    at = now().timestamp() - seconds_ago
    session = client.session
    session[STEPS] = [
        {"method": way, "at": at, "reauthenticated": fresh} for way in ways or ("code",)
    ]
    session[WHOSE] = str(user.pk)
    session.save()


def just_signed_in(user: User, client: Client | None = None) -> Client:
    """Give a browser of somebody who has just shown that it is they."""
    client = client or Client()
    sign_in(client, user)
    return client
