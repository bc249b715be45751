"""The number by which every screen of a room knows that something changed.

Kept in the cache for a moment, so that five hundred phones ask the database once; the
row is the truth, and without a cache it is asked each time.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.core.cache import cache

from meetings.models import Live

KEPT_FOR: Final = 2  # seconds; two commits that crossed are put right after these
_SHUT: Final = "0"


def announce(live: Live) -> None:
    """Tell every process what the row says now; call it once that is committed."""
    cache.delete(_key(live.meeting_id))


def version_of(meeting_id: int, at: datetime) -> str:
    """Give the number of a room as its screens compare it; the same for a shut one."""
    kept: str | None = cache.get(_key(meeting_id))
    if kept is None:
        found = Live.objects.select_related("meeting").filter(meeting=meeting_id)
        kept = stamp(found.first(), at)
        cache.set(_key(meeting_id), kept, KEPT_FOR)
    return kept


def stamp(live: Live | None, at: datetime) -> str:
    """Write where a room stands; that it is open is told by the clock too."""
    if live is None:
        return _SHUT
    return f"{live.version}{'o' if live.is_open(at) else 'c'}"


def _key(meeting_id: int) -> str:
    return f"room:{meeting_id}"
