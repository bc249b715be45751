"""Codes of an app: each opens once, whether or not the cache remembers it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from django.db import transaction

_USED_IN: Final = "used_in"  # the number of the half minute whose code was taken


@transaction.atomic
def take_app_code(*, authenticator_id: int, now: datetime) -> bool:
    """Use up the code of this half minute; tell whether it was still there (ASVS 6.5.1).

    allauth remembers used codes in the cache, which forgets when Redis is away.
    """
    held = Authenticator.objects.select_for_update().get(pk=authenticator_id)
    period = int(now.timestamp()) // app_settings.TOTP_PERIOD
    if held.data.get(_USED_IN, -1) >= period:
        return False
    held.data[_USED_IN] = period
    held.save(update_fields=["data"])
    return True
