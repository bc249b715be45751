"""Writing down who did or saw what."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from engagement.audit.models import Entry
from engagement.common.roles import Actor


def name_of(subject: models.Model | str) -> str:
    """Name a row the way entries and jobs do: `concerns.issue:17`."""
    if isinstance(subject, str):
        return subject
    return f"{subject._meta.label_lower}:{subject.pk}"  # noqa: SLF001 - _meta is public


def record(
    *,
    actor: Actor | None,
    action: str,
    subject: models.Model | str,
    now: datetime,
    place_id: int | None = None,
    reason: str = "",
    **detail: object,
) -> Entry:
    """Write one act down, in the caller's transaction.

    An act of the public carries the floored hour: the caller hands it as `now`.
    """
    return Entry.objects.create(
        at=now,
        actor_id=actor.pk if actor is not None else None,
        action=action,
        subject=name_of(subject),
        place_id=place_id,
        reason=reason,
        detail=detail,
    )
