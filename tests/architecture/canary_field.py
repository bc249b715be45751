"""What a row of canaries.py is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One private field: the word planted, the columns that hold it, who may read it."""

    what: str
    word: str
    columns: str
    readers: tuple[str, ...] = ()
    why: str = ""
