"""Does a text name somebody? Hints only: the person who wrote it decides.

Pure. Better to ask once too often than to publish a phone number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_MOST: Final = 5

_RULES: Final[list[tuple[str | Promise, re.Pattern[str]]]] = [
    (_("an e-mail address"), re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+\w")),
    (
        _("a phone number"),
        re.compile(
            r"(?<![\w.])(?!\d{4}-\d\d-\d\d)(?!\d\d?[./-]\d\d?[./-]\d{2,4}\b)\+?\(?\d(?:[ ().\-/]{0,2}\d){6,}(?!\w)"
        ),
    ),
    (
        _("a license plate"),
        re.compile(
            r"\b(?=[A-Z0-9 -]*\d)(?=[A-Z0-9 -]*[A-Z])[A-Z0-9]{2,4}[ -][A-Z0-9]{3,4}\b"
        ),
    ),
    (
        _("a license plate"),
        re.compile(r"\b(?:[A-Z]{2,3}\d{3,4}|\d{3,4}[A-Z]{2,3}|\d[A-Z]{3}\d{3})\b"),
    ),
    (
        _("a person’s name"),
        re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Officer|Sgt)\.? [A-Z][\w’'-]+"),
    ),
    (
        _("a person’s name"),
        re.compile(
            r"\b(?:called|named|name is|calls (?:him|her)self) [A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?"
        ),
    ),
]


@dataclass(frozen=True)
class Hint:
    """Something in a text that may point to one person."""

    what: str | Promise
    words: str


def personal_hints(text: str) -> list[Hint]:
    """Give what looks like a name, a phone number, an address or a plate, in order."""
    found: dict[int, Hint] = {}
    for what, rule in _RULES:
        for match in rule.finditer(text):
            words = match[0].strip()
            found.setdefault(match.start(), Hint(what, words))
    return [found[start] for start in sorted(found)][:_MOST]
