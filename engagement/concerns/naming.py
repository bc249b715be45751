"""Does a text name this person? Pure; a title or a first name makes a surname one.

A bare surname is not enough: “Hill” and “Street” are places too.
"""

from __future__ import annotations

import re
from typing import Final

_TITLES: Final = (
    "officer|ofc|constable|cst|pc|deputy|sergeant|sgt|corporal|cpl|detective|det|"
    "lieutenant|lt|captain|capt|inspector|insp|commander|major|chief|sheriff|trooper|"
    "cop|policeman|policewoman|mr|mrs|ms|miss|mx|dr"
)
_TITLE: Final = re.compile(rf"(?:{_TITLES})\.?", re.IGNORECASE)


def parts_of_name(name: str) -> list[str]:
    """Give a person's names without what stands before them: `Dana`, `Reyes`."""
    return [part for part in name.split() if not _TITLE.fullmatch(part)]


def names_person(text: str, name: str) -> bool:
    """Tell whether the words name somebody: by full name, or by title and surname."""
    parts = parts_of_name(name)
    if not parts or not text:
        return False
    last = re.escape(parts[-1])
    ways = [rf"(?:{_TITLES})\.?\s+(?:\w+\.?\s+)?{last}"]
    if len(parts) > 1:
        first = re.escape(parts[0])
        ways += [rf"{first}\s+(?:[\w.’'-]+\s+)?{last}", rf"{last},\s+{first}"]
    return any(
        re.search(rf"(?<!\w){way}(?!\w)", text, re.IGNORECASE) is not None
        for way in ways
    )
