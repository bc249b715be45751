"""Does a text name somebody? Asked once, on the way; the person who wrote it decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from engagement.moderation.choices import Detector
from engagement.moderation.detectors import Hit, hits_in

_MOST: Final = 5
_NOT_ASKED: Final = {
    Detector.DANGER,
    Detector.ACCUSED,
}  # its name is asked about already


@dataclass(frozen=True)
class Hint:
    """Something in a text that may point to one person."""

    what: str
    words: str


def personal_hints(text: str) -> list[Hint]:
    """Give what looks like a name, a number, a plate or a description, in order."""
    found = [hit for hit in hits_in(text) if hit.key not in _NOT_ASKED]
    return [_hint(hit) for hit in found[:_MOST]]


def _hint(hit: Hit) -> Hint:
    return Hint(str(Detector(hit.key).label), hit.words)
