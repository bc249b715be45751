"""How far a file of answers is read, told outside of what is written all at once.

A file is taken in whole or not at all, so nothing of it is in the database until the end;
how many lines are read stands in the cache meanwhile. Lost, the page says it waits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.core.cache import cache

_STAYS: Final = 60 * 60  # seconds; a file is taken in within minutes


@dataclass(frozen=True)
class Progress:
    """So many lines of all are read; None before the first is."""

    read: int | None
    lines: int

    @property
    def is_read(self) -> bool:
        return self.read is not None and self.read >= self.lines


def tell_progress(file_id: int, read: int) -> None:
    cache.set(_key(file_id), read, _STAYS)


def progress_of(file_id: int, lines: int) -> Progress:
    read = cache.get(_key(file_id))
    return Progress(None if read is None else min(int(read), lines), lines)


def _key(file_id: int) -> str:
    return f"answer-file:{file_id}:read"
