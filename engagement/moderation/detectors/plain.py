"""A text without tricks: look-alike letters, hidden marks and odd digits made plain.

Every character of the plain text knows where it stood, so that what is found can be
marked in the words as they were sent.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

# Letters of other alphabets that look like ours, as they are used to get past filters.
_CYRILLIC: Final = dict(
    zip("АВЕКМНОРСТУХаеорсухіјѕЅІЈ", "ABEKMHOPCTYXaeopcyxijsSIJ", strict=True)
)
_GREEK: Final = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo", strict=True))
_MARKS: Final = {
    "‐": "-",
    "‑": "-",
    "‒": "-",
    "–": "-",
    "—": "-",
    "−": "-",
    "’": "'",
    "‘": "'",
    "·": ".",
    "•": ".",
}
_LOOKS_LIKE: Final = {**_CYRILLIC, **_GREEK, **_MARKS}
_LATIN: Final = "LATIN"


@dataclass(frozen=True)
class Plain:
    """The plain text, and for each of its characters the place in the original."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the place in the original of a piece of the plain text."""
        return self.places[start], self.places[end - 1] + 1


def made_plain(text: str) -> Plain:
    """Fold look-alikes, drop what is invisible, turn every digit into our own."""
    folds_letters = _is_mostly_latin(text)
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for plain in _plain_of(letter, folds_letters=folds_letters):
            letters.append(plain)
            places.append(place)
    return Plain("".join(letters), tuple(places))


def _is_mostly_latin(text: str) -> bool:
    """Tell our alphabet from another one, where letters are no look-alikes."""
    letters = [one for one in text if one.isalpha()]
    latin = sum(_LATIN in unicodedata.name(one, "") for one in letters)
    return 2 * latin >= len(letters)


def _plain_of(letter: str, *, folds_letters: bool) -> str:
    if letter in _MARKS or (folds_letters and letter in _LOOKS_LIKE):
        return _LOOKS_LIKE[letter]
    if unicodedata.category(letter) in {"Cf", "Mn", "Me"} or letter == "\0":
        return ""
    value = unicodedata.decimal(letter, None)
    if value is not None:
        return str(value)
    if letter.isspace() and letter != "\n":
        return " "
    return "".join(
        one
        for one in unicodedata.normalize("NFKC", letter)
        if unicodedata.category(one) not in {"Mn", "Me"}
    )
