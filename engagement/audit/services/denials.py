"""Doors that stayed shut: who tried which (SECURITY promise 12, ASVS 16.3.2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from engagement.audit.models import Entry
from engagement.audit.services.recording import record
from engagement.common.ratelimit import over_limit
from engagement.common.roles import Actor

_MOST: Final = 300  # an hour and person; what comes after is one note more
_HOUR: Final = 3600


def record_denial(
    *, actor: Actor, page: str, answer: int, about: Mapping[str, str], now: datetime
) -> Entry | None:
    """Write down that somebody signed in was refused, or told that nothing is there.

    Both answers look the same to them on purpose; here they are told apart by the page
    and by what it was about. Whoever tries hundreds of doors an hour gets one last note
    that there were more, so that nobody can fill the record.
    """
    if over_limit(("denied", actor.pk), _MOST, _HOUR):
        if over_limit(("denied too often", actor.pk), 1, _HOUR):
            return None
        return record(
            actor=actor, action="access.denied_often", subject=f"page:{page}", now=now
        )
    return record(
        actor=actor,
        action="access.denied",
        subject=f"page:{page}",
        now=now,
        answer=answer,
        about=dict(about),
    )
