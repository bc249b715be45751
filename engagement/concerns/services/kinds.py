"""What the town takes in: kinds are its own to change, and each change is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from engagement.audit.services import record
from engagement.common.roles import Actor
from engagement.concerns.models import Kind


@transaction.atomic
def save_kind(
    *, kind: Kind, changed: Sequence[str], actor: Actor, now: datetime
) -> None:
    """Keep a new kind or a changed one, and write down which answers changed."""
    kind.save()
    record(
        actor=actor,
        action="kind.save",
        subject=kind,
        now=now,
        changed={name: str(getattr(kind, name)) for name in changed},
    )
