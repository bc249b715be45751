"""Rules over the plain text, one for each way to point to a person."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from engagement.moderation.detectors import words
from engagement.moderation.detectors.names import names_in
from engagement.moderation.detectors.plain import made_plain

Span = tuple[int, int]
Rule = Callable[[str], Iterator[Span]]
_FEWEST_DIGITS, _MOST_DIGITS = 7, 15


@dataclass(frozen=True)
class Hit:
    """Something found: which detector, and where in the words as they were sent."""

    key: str
    start: int
    end: int
    words: str


def hits_in(text: str, allowed: Sequence[str] = ()) -> list[Hit]:
    """Give all hits in order; `allowed` are names of streets and places, never people."""
    plain = made_plain(text)
    known = _known_places(allowed)
    found: list[Hit] = []
    for key, rule in _RULES:
        taken = [
            (hit.start, hit.end) for hit in found if hit.key in _HIDES.get(key, ())
        ]
        for start, end in sorted(
            rule(plain.text), key=lambda span: (span[0], -span[1])
        ):
            here = plain.span(start, end)
            if any(_overlap(here, other) for other in taken):
                continue
            if key in _MAY_BE_PLACES and _is_place(plain.text[start:end], known):
                continue
            taken.append(here)
            found.append(Hit(key, *here, text[here[0] : here[1]].strip()))
    return sorted(found, key=lambda hit: (hit.start, hit.key))


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


# what was found as one thing is not found again as another that looks like it
_HIDES: Final = {"plate": ("phone", "mail", "handle"), "handle": ("mail",)}


def held_for(text: str, allowed: Sequence[str] = ()) -> list[str]:
    """Name the detectors that found something, each once, in one order."""
    return sorted({hit.key for hit in hits_in(text, allowed)})


# -- places that sound like people --------------------------------------------------
_MAY_BE_PLACES: Final = frozenset({"name", "accused"})


def _known_places(allowed: Sequence[str]) -> frozenset[str]:
    return frozenset(made_plain(name).text.strip().lower() for name in allowed if name)


def _is_place(said: str, known: frozenset[str]) -> bool:
    """Tell the name of a place, or the beginning of one: Martin Luther of that street."""
    folded = said.strip().lower()
    return any(
        folded == name or name.startswith(f"{folded} ") or f" {folded} " in f" {name} "
        for name in known
    )


# -- ways to reach somebody ---------------------------------------------------------
_MAIL: Final = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.-]*\w"
    r"|\b[\w.+-]+ ?(?:\(at\)|\[at\]|\{at\}|@) ?[\w-]+ ?(?:\(dot\)|\[dot\]| dot |\.) ?[a-z]{2,10}\b"
    r"|\b[\w.+-]+ at [\w-]+ ?(?:\(dot\)|\[dot\]| dot ) ?[a-z]{2,10}\b",
    re.IGNORECASE,
)
_PHONE: Final = re.compile(
    r"(?<![\w.])(?!\d{4}-\d\d-\d\d)(?!\d\d?[./-]\d\d?[./-]\d{2,4}\b)(?!(?:19|20)\d\d ?- ?(?:19|20)\d\d\b)"
    r"\+?\(?[\dOol](?:[ ().\-/_*]{0,3}[\dOoIl]){6,}(?!\w)"
)
_SPELLED: Final = re.compile(
    rf"\b{words.DIGIT_WORDS}(?:[ ,-]+{words.DIGIT_WORDS}){{6,}}\b", re.IGNORECASE
)
_FEWEST_REAL: Final = 5


def _phones(text: str) -> Iterator[Span]:
    for match in _PHONE.finditer(text):
        digits = sum(one.isdigit() for one in match[0])
        letters = sum(one.isalnum() for one in match[0])
        if digits >= _FEWEST_REAL and _FEWEST_DIGITS <= letters <= _MOST_DIGITS:
            yield match.span()
    yield from (match.span() for match in _SPELLED.finditer(text))


_HANDLES: Final = [
    re.compile(r"(?<![\w@.])@[A-Za-z_][\w.]{2,}"),
    re.compile(r"\bhttps?://\S+|\bwww\.\S+", re.IGNORECASE),
    re.compile(
        r"(?<![\w@.])[\w-]{2,}\.(?:com|org|net|me|tv|io|gg)(?:/\S+)?\b(?!@)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b{words.SITES}(?:'s)?(?: (?:handle|account|name|user ?name|profile|page|group|id|is|as|under|called|at))*[ :@]+(?:handle|account|as|is|under|:|@)[ :@]*[\w.]{{3,}}",
        re.IGNORECASE,
    ),
    re.compile(rf"\b{words.SITES} ?[:@] ?[\w.]{{3,}}", re.IGNORECASE),
]


def _all_of(rules: Sequence[re.Pattern[str]]) -> Rule:
    def found(text: str) -> Iterator[Span]:
        for rule in rules:
            yield from (match.span() for match in rule.finditer(text))

    return found


# -- plates and doors ------------------------------------------------------------------
_PLATES: Final = [
    re.compile(
        r"\b(?!(?:BUS|ROUTE|LINE|UNIT|EXIT|LOT|ROOM|TRAM|ROAD|GATE|TYPE|LED|AREA|ZONE|FROM|THE|AND|FOR|TOP|ALL|APT|BY|TO|AT|IN|OF|ON|IS|US|SR|AM|PM)[ -])"
        r"(?=[A-Z0-9 -]*\d)(?=[A-Z0-9 -]*[A-Z])[A-Z0-9]{2,4}[ -](?!(?:AM|PM|MPH|KPH|KMH|FT|THE|AND|CARS|FEET)\b)[A-Z0-9]{3,4}\b"
    ),
    re.compile(
        r"\b(?:[A-Z]{2,3}\d{3,4}|\d{3,4}[A-Z]{2,3}|\d[A-Z]{3}\d{3})\b(?<!\d[AP]M)(?<!MPH)(?<!KMH)"
    ),
]
_PLATE_NAMED: Final = re.compile(
    r"\b(?:plates?|registration|tags?|reg)\b(?: (?:number|no|is|was|reads|says|of))*[ :.#]{1,3}"
    r"(?P<plate>(?=[a-z0-9 -]{0,8}\d)(?=[a-z0-9 -]*[a-z])[a-z0-9]{1,4}[ -]?[a-z0-9]{2,5})\b",
    re.IGNORECASE,
)


def _plates(text: str) -> Iterator[Span]:
    yield from _all_of(_PLATES)(text)
    yield from (match.span("plate") for match in _PLATE_NAMED.finditer(text))


_DOOR: Final = re.compile(
    rf"\b\d{{1,5}}[a-z]?,? (?:(?!{'|'.join(map(re.escape, sorted(words.NO_STREET)))}\b)[\w'.-]+ ){{1,3}}(?:{words.STREETS})\b(?! light| lamp| sign)",
    re.IGNORECASE,
)
_DOOR_AFTER: Final = re.compile(
    r"\b[A-Z][\w'-]+ (?:Street|St\.?|Road|Rd\.?|Lane|Ln\.?|Avenue|Ave\.?|Drive|Court|Place|Terrace|Boulevard|Blvd\.?),? (?:no\.? ?|number |nr\.? ?|# ?)?\d{1,4}[a-z]?\b(?!00 block| ?block| ?am| ?pm|:| times| cars| lamps| days| feet| meters)"
)
_NUMBERED: Final = re.compile(
    r"\b(?:house|home|door|apartment|apt|flat|suite|condo|trailer)\.?(?: (?:number|no|nr|#))?\.? ?#? ?\d{1,4}[a-z]?\b",
    re.IGNORECASE,
)
_NEIGHBOR: Final = re.compile(
    r"(?<!bus )(?<!line )(?<!route )(?<!lamp )\b(?:[Nn]umber|[Nn][or]\.) ?\d{1,4}[a-z]?\b(?= (?:on|in|at|of)? ?[A-Z]|,| (?:is|has|keeps|always|plays|sells|lives|who)\b)"
)

# -- race and looks ----------------------------------------------------------------
_NOT_OBJECT: Final = r"(?![ -](?:cars?|vans?|trucks?|suvs?|sedans?|bikes?|dogs?|cats?|bags?|doors?|paint|smoke|ice|jackets?|shirts?|pants|hats?|caps?|clothes|dress(?:es)?|houses?|bags|lines?|boxes|water|mold))"
_LOOKS: Final = [
    re.compile(
        rf"\b{words.RACES}(?:[ -](?:looking|skinned|american))*[ ,/-]+{words.BETWEEN}{{0,3}}(?:and {words.RACES} )?{words.PEOPLE}\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b{words.PEOPLE}[,]? (?:who |that )?(?:is|was|were|are|be|looks?|looked|looking|appears?|appeared|seems?|seemed|of|probably|maybe)(?: to be| like| either| all| probably| very)*(?: an?)? {words.RACES}\b{_NOT_OBJECT}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:of|with)(?: an?)? {words.RACES}[ -](?:descent|appearance|origin|race|background|heritage|looks?|complexion|ethnicity|skin)\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b{words.RACES}[ -](?:looking|skinned)\b|\b(?:he|she|they)(?:'s| is| was| are| were|'re|'s an?| is an?| was an?)(?: an?)? {words.RACES}\b{_NOT_OBJECT}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b{words.PEOPLE}(?: in (?:his|her|their) \w+)?,? (?:with|has|have|had|having|wearing|in)(?: an?| the| his| her)?(?: (?:\w+(?: and \w+)?))? {words.FEATURES}\b",
        re.IGNORECASE,
    ),
    re.compile(rf"\b{words.PEOPLE},? (?:with|has|had|having|wearing|in)(?: an?)? {words.FEATURES}\b", re.IGNORECASE),
    re.compile(rf"\b(?:he|she|they) (?:has|had|have|wears?|wore)(?: an?| his| her)?(?: \w+)? {words.FEATURES}\b", re.IGNORECASE),
    re.compile(rf"\b{words.BUILDS}[ ,]+{words.BETWEEN}{{0,2}}(?:{words.BUILDS}[ ,]+)?{words.PEOPLE}\b", re.IGNORECASE),
    re.compile(rf"\b{words.PEOPLE},? (?:\w+ ){{0,2}}(?:is|was|are|were)(?: very| quite| really)? {words.BUILDS}\b", re.IGNORECASE),
    re.compile(r"\b(?:illegals|illegal (?:immigrants?|aliens?)|(?:the|those|these|some) (?:immigrants|migrants|refugees|gypsies|foreigners|blacks|mexicans|muslims|arabs|jews|asians|latinos))\b|\bpeople of colou?r\b", re.IGNORECASE),
    re.compile(rf"\b{words.SPANISH_PEOPLE} (?:muy )?{words.SPANISH_RACES}\b|\b{words.SPANISH_PEOPLE} (?:\w+ )?con (?:barba|tatuajes?|bigote|pelo largo|capucha)\b", re.IGNORECASE),
]  # fmt: skip

# -- accusations and dangers ---------------------------------------------------------
_ACCUSES: Final = re.compile(words.ACCUSES, re.IGNORECASE)
_DANGERS: Final = re.compile(words.DANGERS, re.IGNORECASE)
_NOT_DANGER: Final = re.compile(words.NOT_DANGER, re.IGNORECASE)
_SENTENCE: Final = re.compile(r"[^.!?\n]+(?:\.(?=\S)[^.!?\n]+)*")


def _accused(text: str) -> Iterator[Span]:
    """A name and an accusation in one sentence."""
    named = list(names_in(text))
    if not named:
        return
    for match in _ACCUSES.finditer(text):
        start, end = _sentence_around(text, match.start())
        for name in named:
            if start <= name[0] and name[1] <= end:
                yield name


def _sentence_around(text: str, place: int) -> Span:
    ends = [
        one.end()
        for one in re.finditer(
            r"(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!\b[A-Z])[.!?]\s|\n", text
        )
    ]
    start = max((end for end in ends if end <= place), default=0)
    return start, min((end for end in ends if end > place), default=len(text))


def _dangers(text: str) -> Iterator[Span]:
    harmless = [match.span() for match in _NOT_DANGER.finditer(text)]
    for match in _DANGERS.finditer(text):
        if not any(
            start < match.end() and match.start() < end for start, end in harmless
        ):
            yield match.span()


_RULES: Final[list[tuple[str, Rule]]] = [
    ("mail", _all_of([_MAIL])),
    ("phone", _phones),
    ("handle", _all_of(_HANDLES)),
    ("plate", _plates),
    ("house", _all_of([_DOOR, _DOOR_AFTER, _NUMBERED, _NEIGHBOR])),
    ("name", names_in),
    ("looks", _all_of(_LOOKS)),
    ("accused", _accused),
    ("danger", _dangers),
]
