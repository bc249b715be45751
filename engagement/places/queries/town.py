"""The one town, asked for on every page and so remembered for a few seconds."""

from __future__ import annotations

from time import monotonic
from typing import Final

from engagement.places.models import Town

_SECONDS: Final = 5.0
_remembered: dict[str, tuple[float, Town]] = {}


def town() -> Town | None:
    """Give the town's row, or None before the first-run page has been filled in."""
    kept = _remembered.get("town")
    if kept is not None and monotonic() - kept[0] < _SECONDS:
        return kept[1]
    found = Town.objects.filter(pk=1).first()
    if found is not None:
        _remembered["town"] = (monotonic(), found)
    return found


def forget_town() -> None:
    """Read the row again next time: called after it has been written."""
    _remembered.clear()
