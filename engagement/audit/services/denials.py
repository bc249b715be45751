"""Doors that stayed shut: who tried which (SECURITY promise 12, ASVS 16.3.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from engagement.audit.models import Entry
from engagement.audit.services.recording import record
from engagement.common.limits import DENIALS, is_over
from engagement.common.roles import Actor

_LAST_NOTE: Final = replace(DENIALS, name="denied too often", most=1)


def record_denial(
    *, actor: Actor, page: str, answer: int, about: Mapping[str, str], now: datetime
) -> Entry | None:
    """Write down that somebody signed in was refused, or told that nothing is there.

    Both answers look the same to them on purpose; here they are told apart by the page
    and by what it was about. Whoever tries hundreds of doors an hour gets one last note
    that there were more, so that nobody can fill the record.
    """
    if is_over(DENIALS, actor.pk):
        if is_over(_LAST_NOTE, actor.pk):
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
