"""Letting somebody in again whose phone and recovery codes are both gone."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from engagement.audit.services import record
from engagement.outbox.services import send_sealed_letter, write_letter
from engagement.people.models import Session, User


def has_second_step(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user).exists())


@transaction.atomic
def take_second_steps_away(*, user: User, reason: str, now: datetime) -> int:
    """Take every second step from an account, sign it out, and tell its person.

    For two administrators (services/removals.py), or for whoever runs the program
    (command line): their roles wait until a new one is set up.
    """
    held = Authenticator.objects.select_for_update().filter(user=user)
    taken = len(held)
    if not taken:
        return 0
    held.delete()
    Session.objects.filter(user=user).delete()
    record(actor=None, action="mfa.take_away", subject=user, now=now, reason=reason)
    letter = write_letter(
        to=user.email,
        language=user.language,
        template="account_second_step_taken",
        values={"sign_in_url": settings.SITE_URL + reverse(settings.LOGIN_URL)},
    )
    send_sealed_letter(letter, now=now)
    return taken
