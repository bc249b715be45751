"""Find a place by what people call it: forgiving of typing, short forms and order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import shapely
from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import FloatField, Model, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext
from shapely.geometry import shape

from engagement.places.models import Landmark, Street
from engagement.places.queries.boundaries import neighborhoods_on_the_map

_LEAST_LIKENESS: Final = 0.3  # of 1: a wrong letter in each short word still passes
_LONGEST: Final = 120
_NEAR_ENOUGH: Final = 0.0004  # degrees, about 40 m: streets that nearly meet do meet
_MOST: Final = 20  # candidates looked at of each sort
_BETWEEN: Final = re.compile(r"\s+(?:and|at|by|near)\s+|\s*[&/@+]\s*", re.IGNORECASE)
_BEFORE: Final = re.compile(
    r"^\s*(?:the\s+)?(?:corner|crossing|intersection)(?:\s+of)?\s+", re.IGNORECASE
)
_HOUSE_NUMBER: Final = re.compile(r"^\s*\d+\s*[a-z]?\s+(?=\S)", re.IGNORECASE)
_SHORT_FORMS: Final = {
    "ave": "avenue",
    "av": "avenue",
    "blvd": "boulevard",
    "cir": "circle",
    "ct": "court",
    "dr": "drive",
    "hwy": "highway",
    "ln": "lane",
    "pkwy": "parkway",
    "pl": "place",
    "rd": "road",
    "sq": "square",
    "st": "street",
    "ter": "terrace",
}
_LONG_FORMS: Final = {long: short for short, long in _SHORT_FORMS.items()}

_Named = TypeVar("_Named", bound=Model)


@dataclass(frozen=True)
class Hit:
    """One place that may be meant."""

    label: str
    lat: float
    lon: float
    neighborhood_id: int


def search_places(text: str, limit: int = 8) -> list[Hit]:
    """Find streets, crossings, landmarks and neighborhoods, the likeliest first."""
    asked = " ".join(_BEFORE.sub("", text[:_LONGEST].replace("\0", " ")).split())
    sides = [side for side in _BETWEEN.split(asked) if side]
    crossings = _crossings(*sides) if len(sides) == 2 else []  # noqa: PLR2004 - two streets cross
    found = crossings or _single_places(_HOUSE_NUMBER.sub("", asked))
    exactly = asked.casefold()  # a place picked before is asked for by its whole label
    return sorted(found, key=lambda hit: hit.label.casefold() != exactly)[:limit]


def _spellings(text: str) -> list[str]:
    """Write it as typed, and with the short forms of streets written out or not."""
    words = re.sub(r"[.,;]", " ", text).lower().split()
    long = [_SHORT_FORMS.get(word, word) for word in words]
    short = [_LONG_FORMS.get(word, word) for word in words]
    return list(dict.fromkeys(" ".join(form) for form in (words, long, short) if form))


def _likest(rows: QuerySet[_Named], text: str) -> QuerySet[_Named]:
    """Keep the rows whose name is like the text, the likest first."""
    scores = [
        (TrigramSimilarity("name", form) + TrigramWordSimilarity(form, "name"))
        / Value(2.0)
        for form in _spellings(text)
    ]
    if not scores:
        return rows.none()
    likeness = Greatest(*scores, Value(0.0), output_field=FloatField())
    likely: QuerySet[Any] = rows.annotate(likeness=likeness)
    likely = likely.filter(likeness__gte=_LEAST_LIKENESS)
    return likely.order_by("-likeness", "name")[:_MOST]


def _single_places(text: str) -> list[Hit]:
    found: list[tuple[float, Hit]] = []
    for area in _likest(neighborhoods_on_the_map(), text):
        spot = shapely.point_on_surface(shape(area.boundary))
        found.append((_score(area), Hit(area.name, spot.y, spot.x, area.pk)))
    for mark in _likest(Landmark.objects.select_related("neighborhood"), text):
        label = f"{mark.name}, {mark.neighborhood.name}"
        found.append(
            (_score(mark), Hit(label, mark.lat, mark.lon, mark.neighborhood_id))
        )
    for street in _likest(_streets(), text):
        label = f"{street.name}, {street.neighborhood.name}"
        middle = street.middle_lat, street.middle_lon
        found.append((_score(street), Hit(label, *middle, street.neighborhood_id)))
    return [hit for _score, hit in sorted(found, key=lambda f: (-f[0], f[1].label))]


def _score(row: Model) -> float:
    return float(getattr(row, "likeness", 0.0))


def _streets() -> QuerySet[Street]:
    return Street.objects.filter(neighborhood__is_active=True).select_related(
        "neighborhood"
    )


def _crossings(first: str, second: str) -> list[Hit]:
    """Where two streets of one neighborhood meet, the likest pair first."""
    found: list[tuple[float, Hit]] = []
    others = list(_likest(_streets(), second))
    for one in _likest(_streets(), first):
        for other in others:
            same_area = one.neighborhood_id == other.neighborhood_id
            if one.name == other.name or not same_area:
                continue
            if (spot := _meeting_point(one, other)) is not None:
                likeness = _score(one) + _score(other)
                found.append((likeness, _crossing(one, other, spot)))
    return [hit for _score, hit in sorted(found, key=lambda f: (-f[0], f[1].label))]


def _crossing(one: Street, other: Street, spot: shapely.Point) -> Hit:
    label = gettext("%(street)s and %(other)s, %(neighborhood)s") % {
        "street": one.name,
        "other": other.name,
        "neighborhood": one.neighborhood.name,
    }
    return Hit(label, spot.y, spot.x, one.neighborhood_id)


def _meeting_point(one: Street, other: Street) -> shapely.Point | None:
    """Give the middle of the shortest way between them, if they (nearly) meet."""
    way = shapely.shortest_line(shape(one.line), shape(other.line))
    if way.is_empty or way.length > _NEAR_ENOUGH:
        return None
    return shapely.line_interpolate_point(way, 0.5, normalized=True)
