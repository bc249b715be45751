"""Names of persons: titles, first names, two capitalized words where none belong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from engagement.moderation.detectors import words

Span = tuple[int, int]
_CAP: Final = r"[A-ZÀ-ÖØ-ÞŁŚŽŠČ][\w'-]*"
_PARTICLE: Final = r"(?:de|del|da|van|von|der|la|al|el|bin|ibn|di)"
_TITLED: Final = re.compile(rf"\b(?:{words.TITLES})\.? (?:{_CAP}(?: {_CAP})?)")
_CALLED: Final = re.compile(
    rf"\b(?:called|named|name is|name's|known as|calls (?:him|her|them)sel(?:f|ves)|se llama|llamad[oa])"
    rf" (?P<who>{_CAP}(?: {_CAP})?)"
)
_CALLED_SMALL: Final = re.compile(
    r"\b(?:name is|name's|calls (?:him|her)self|se llama) (?P<who>[a-z]+)",
    re.IGNORECASE,
)
_CAPS: Final = re.compile(rf"{_CAP}(?:(?: {_PARTICLE})? {_CAP})+")
_INITIAL: Final = re.compile(rf"\b[A-Z]\. ?{_CAP}")
_ONE: Final = re.compile(rf"(?<![\w.@/-]){_CAP}")
_SENTENCE_BEGINS: Final = re.compile(r"(?:^|[.!?:;\n(\"“]\s*)$")
_UNSURE: Final = frozenset(
    [
        "may",
        "june",
        "april",
        "will",
        "mark",
        "rose",
        "grace",
        "art",
        "bill",
        "virginia",
        "victoria",
        "austin",
        "georgia",
        "martin",
        "lou",
        "kim",
        "leon",
        "lopez",
        "jesus",
        "jack",
        "francis",
        "christina",
        "sandra",
        "carmen",
    ]
)


def names_in(text: str) -> Iterator[Span]:
    for rule in (_TITLED, _INITIAL):
        yield from (
            match.span() for match in rule.finditer(text) if _is_no_place(match[0])
        )
    for match in _CALLED.finditer(text):
        if _is_no_place(match["who"]) and not _goes_on_as_place(text, match.end()):
            yield match.span()
    for match in _CALLED_SMALL.finditer(text):
        if match["who"].lower() in words.FIRST_NAMES:
            yield match.span()
    yield from _two_capitals(text)
    yield from _firstnames_in(text)


def _is_no_place(said: str) -> bool:
    last = said.rsplit(maxsplit=1)[-1].lower().rstrip(".'s")
    return (
        last not in words.NOT_NAMES
        and said.rsplit(maxsplit=1)[-1].lower() not in words.NOT_NAMES
    )


def _goes_on_as_place(text: str, end: int) -> bool:
    """Tell Rosa Parks Avenue from Rosa Parks."""
    after = re.match(r"[ -]([\w.]+)", text[end:])
    return after is not None and after[1].lower().rstrip(".") in _PLACE_ENDS


_PLACE_ENDS: Final = frozenset(
    [
        "street",
        "st",
        "road",
        "rd",
        "lane",
        "ln",
        "avenue",
        "ave",
        "boulevard",
        "blvd",
        "drive",
        "court",
        "ct",
        "way",
        "place",
        "plaza",
        "square",
        "terrace",
        "alley",
        "row",
        "close",
        "crescent",
        "park",
        "parkway",
        "garden",
        "gardens",
        "school",
        "elementary",
        "high",
        "university",
        "college",
        "church",
        "hospital",
        "library",
        "station",
        "bridge",
        "center",
        "centre",
        "hall",
        "house",
        "building",
        "tower",
        "apartments",
        "estate",
        "village",
        "playground",
        "field",
        "stadium",
        "mall",
        "market",
        "pharmacy",
        "museum",
        "cafe",
        "restaurant",
        "hotel",
        "clinic",
        "bus",
        "tunnel",
        "memorial",
        "statue",
        "monument",
        "day",
        "trail",
        "creek",
        "river",
    ]
)


def _two_capitals(text: str) -> Iterator[Span]:
    """Two capitalized words together; at the start of a sentence only known first names."""
    for match in _CAPS.finditer(text):
        if _goes_on_as_place(text, match.end()):
            continue
        said = match[0].split()
        lower = [one.lower().removesuffix("'s").strip("'-") for one in said]
        if any(one in words.NOT_NAMES for one in lower[1:]):
            continue
        if all(one.isupper() for one in said):  # shouting names nobody
            continue
        start = match.start()
        if lower[0] in words.NOT_NAMES:
            start += len(said[0]) + 1
            lower = lower[1:]
            if len([one for one in lower if not re.fullmatch(_PARTICLE, one)]) > 1:
                yield start, match.end()
            continue
        begins = _SENTENCE_BEGINS.search(text[:start])
        if not begins or lower[0] in words.FIRST_NAMES:
            yield start, match.end()


def _firstnames_in(text: str) -> Iterator[Span]:
    """One first name that is a name and little else."""
    for match in _ONE.finditer(text):
        lower = match[0].lower().removesuffix("'s")
        if lower not in words.FIRST_NAMES or lower in _UNSURE or match[0].isupper():
            continue
        if not _goes_on_as_place(text, match.end()):
            following = re.match(rf" {_CAP}", text[match.end() :])
            if not (
                following and _goes_on_as_place(text, match.end() + following.end())
            ):
                yield match.span()
