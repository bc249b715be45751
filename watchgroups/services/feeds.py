"""A private address for one's own patrols: shown once, and gone when one says so."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from engagement.common.ids import new_receipt
from engagement.people.models import User
from engagement.people.queries import token_hash
from watchgroups.models import PatrolFeed


@transaction.atomic
def make_patrol_feed(*, actor: User, now: datetime) -> str:
    """Make an address and give its secret, this once; an earlier one works no more."""
    secret = new_receipt()
    PatrolFeed.objects.update_or_create(
        person=actor, defaults={"token_hash": token_hash(secret), "made_at": now}
    )
    return secret


@transaction.atomic
def revoke_patrol_feed(*, actor: User) -> bool:
    """Let the address give nothing any more."""
    gone, _by_model = PatrolFeed.objects.filter(person=actor).delete()
    return bool(gone)
