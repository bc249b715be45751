"""The one file that listens to allauth (RULINGS 42)."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, user_logged_in
from django.conf import settings
from django.dispatch import receiver  # noqa: TID251 - the one listener (RULINGS 42)
from django.http import HttpRequest, HttpResponse  # noqa: TID251 - what the signal hands over
from django.utils.timezone import now

from engagement.people import services
from engagement.people.choices import ProofKind
from engagement.people.models import User

METHODS = "account_authentication_methods"  # where allauth notes how one signed in


@receiver(email_confirmed, dispatch_uid="people.address_is_proven")
def note_proven_address(email_address: EmailAddress, **_more: Any) -> None:
    services.add_proof(user=email_address.user, kind=ProofKind.MAIL, now=now())


@receiver(user_logged_in, dispatch_uid="people.signed_in")
def note_sign_in(
    request: HttpRequest, response: HttpResponse, user: User, **_more: Any
) -> None:
    """A mailed code proves the mailbox; a chosen language is the person's from now on."""
    ways = request.session.get(METHODS, [])
    if any(way.get("method") == "code" for way in ways):
        services.add_proof(user=user, kind=ProofKind.MAIL, now=now())
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if chosen in dict(settings.LANGUAGES):
        services.use_language(user=user, language=chosen)
    else:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language)
