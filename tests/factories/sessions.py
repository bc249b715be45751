"""Browsers of people who have just shown that it is they."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from django.test import Client, RequestFactory

from engagement.people.models import User


def just_signed_in(user: User, client: Client | None = None) -> Client:
    """Sign somebody in who typed a password once more this minute."""
    client = client or Client()
    client.force_login(user)
    request = RequestFactory().get("/")
    request.session = client.session
    record_authentication(request, user, method="password", reauthenticated=True)
    request.session.save()
    return client
