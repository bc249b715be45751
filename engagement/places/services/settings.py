"""What the town says of itself, changed by its administrators; each change is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from engagement.audit.services import record
from engagement.common.roles import Actor
from engagement.places.models import Holiday, Town
from engagement.places.queries import forget_town


@transaction.atomic
def save_town(
    *, town: Town, changed: Sequence[str], actor: Actor, now: datetime
) -> None:
    """Keep the town's changed words, and write down which ones they are."""
    town.save()
    record(
        actor=actor,
        action="town.save",
        subject=town,
        now=now,
        changed={name: str(getattr(town, name)) for name in changed},
    )
    forget_town()
    transaction.on_commit(forget_town)


@transaction.atomic
def save_holiday(*, holiday: Holiday, actor: Actor, now: datetime) -> None:
    """Keep a day on which nobody works here; it moves the days replies are due."""
    holiday.save()
    record(
        actor=actor,
        action="holiday.save",
        subject=holiday,
        now=now,
        on=holiday.on.isoformat(),
        called=holiday.name,
    )
