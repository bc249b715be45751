"""Signing somebody in as if a moment ago: what asks again who is there lets them pass."""

from __future__ import annotations

import time

from django.test import Client

from engagement.people.models import User

# where allauth notes how and when somebody showed who they are
_METHODS, _WHOSE = (
    "account_authentication_methods",
    "account_authentication_methods_user",
)


def sign_in_freshly(client: Client, user: User) -> None:
    client.force_login(user)
    session = client.session
    session[_METHODS] = [{"method": "code", "at": time.time(), "reauthenticated": True}]
    session[_WHOSE] = str(user.pk)
    session.save()
