"""A private address for one's own calendar: shown once, and gone when one says so."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from engagement.common.ids import new_receipt
from engagement.concerns.receipts import hash_of
from engagement.people.models import User
from meetings.models import CalendarFeed


@transaction.atomic
def make_feed(*, actor: User, now: datetime) -> str:
    """Make an address and give its secret, this once; an earlier one works no more."""
    secret = new_receipt()
    CalendarFeed.objects.update_or_create(
        person=actor, defaults={"token_hash": hash_of(secret), "made_at": now}
    )
    return secret


@transaction.atomic
def revoke_feed(*, actor: User) -> bool:
    """Let the address give nothing any more."""
    gone, _by_model = CalendarFeed.objects.filter(person=actor).delete()
    return bool(gone)
