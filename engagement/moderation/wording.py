"""A text cut where a detector found something, so that a page can mark it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from engagement.moderation.choices import Detector
from engagement.moderation.detectors import Hit, hits_in


def waited(since: datetime, now: datetime) -> str:
    """Say in one unit how long something waits: hours are all that is known."""
    if now - since < timedelta(hours=1):
        return _("less than an hour")
    return timesince(since, now, depth=1)


@dataclass(frozen=True)
class Piece:
    """Some words in a row; `found` names what they may be, or is empty."""

    words: str
    found: str = ""


def in_pieces(text: str, places: Sequence[str]) -> list[Piece]:
    """Cut a text at its hits; where two overlap they are one piece with both names."""
    pieces: list[Piece] = []
    at = 0
    for start, end, names in _merged(hits_in(text, places)):
        pieces += [Piece(text[at:start])] if start > at else []
        pieces.append(Piece(text[start:end], ", ".join(names)))
        at = end
    return [*pieces, Piece(text[at:])] if at < len(text) else pieces


def _merged(hits: Sequence[Hit]) -> list[tuple[int, int, list[str]]]:
    merged: list[tuple[int, int, list[str]]] = []
    for hit in hits:
        name = str(Detector(hit.key).label)
        if merged and hit.start < merged[-1][1]:
            start, end, names = merged[-1]
            named = names if name in names else [*names, name]
            merged[-1] = (start, max(end, hit.end), named)
        else:
            merged.append((hit.start, hit.end, [name]))
    return merged
