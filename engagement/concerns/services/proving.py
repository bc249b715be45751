"""Showing that one is a person: the code is used up, and what was said counts fully."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from engagement.concerns.services.lifting import lift_voices
from engagement.concerns.services.upkeep import give_tier
from engagement.people.models import User
from engagement.people.services import redeem_code, redeem_phone_code


@transaction.atomic
def prove_by_code(
    *, code: str, person: User | None, device: str, now: datetime
) -> None:
    """Take a code from a letter or a meeting.

    Raises AlreadyProvenError, NoSuchCodeError, FullMeetingError.
    """
    redeem_code(code=code, person=person, now=now)
    _count_fully(person, device, now)


def prove_by_phone(
    *, token: str, code: str, person: User | None, device: str, now: datetime
) -> None:
    """Take the code of a text.

    Raises AlreadyProvenError, WrongPhoneCodeError, PhoneCodeGoneError, PhoneUsedError.
    """
    redeem_phone_code(
        token=token,
        code=code,
        person=person,
        now=now,
        then=lambda: _count_fully(person, device, now),
    )


def _count_fully(person: User | None, device: str, now: datetime) -> None:
    """Recount what this person, or without an account this browser, said before."""
    if person is not None:
        give_tier(person, now=now)
    else:
        lift_voices(device=device, now=now)
