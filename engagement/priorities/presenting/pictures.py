"""The map and the columns of a report, drawn on the server."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NotRequired, TypedDict

from django.core.cache import cache
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from engagement.common.charts import MOST_SERIES, Series
from engagement.common.staticmap import Hex, Layer, Name, bounds_of, draw_map
from engagement.places.cells import boundary
from engagement.places.models import MapLayer, Neighborhood, Street
from engagement.places.queries import nearest_street
from engagement.priorities.frozen import Hex as FrozenHex
from engagement.priorities.models import Report

NUMBERED = 3
FEWEST_ON_DESK_MAP = 2
NAMED_STREETS = 6
STREETS_TRIED = 40
ROOM_ACROSS, ROOM_DOWN = 0.25, 0.09  # what a name takes of the neighborhood's extent
A_DAY = 24 * 3600
LEVELS = ((12, 4), (8, 3), (5, 2))


class Cell(TypedDict):
    """One H3 cell and its concerns; `kind` names the most frequent, for officers."""

    cell: str
    concerns: int
    kind: NotRequired[str]


@dataclass(frozen=True)
class Spot:
    """One numbered cell of the map, in words."""

    number: int
    where: str
    concerns: int
    kind: str = ""


@dataclass(frozen=True)
class Where:
    """The map of a report and the list that says the same."""

    drawing: SafeString
    spots: list[Spot]
    fewest: int


@dataclass(frozen=True)
class Columns:
    """New reports a week, stacked by line."""

    labels: list[str]
    series: list[Series]
    reading: str
    unit: str


def cells_for_officers(hexes: Iterable[FrozenHex]) -> list[Cell]:
    """Officers see cells of two concerns and more (UX 2)."""
    return [
        {"cell": one["cell"], "concerns": one["concerns"], "kind": one["kind"]}
        for one in hexes
        if one["concerns"] >= FEWEST_ON_DESK_MAP
    ]


def where_it_happens(
    report: Report, cells: Sequence[Cell], *, fewest: int
) -> Where | None:
    """Draw the cells of a draft; None without any. Drawn once, kept for a day.

    What was counted never changes, so the report's number and the language name the map.
    """
    if not cells:
        return None
    key = f"priorities:map:{report.pk}:{get_language()}"
    kept = cache.get(key)
    if kept is None:
        spots = spots_of(cells)
        drawing = draw_cells(report.neighborhood, cells, label=reading_of(spots))
        kept = Where(drawing, spots, fewest)
        cache.set(key, kept, A_DAY)
    found: Where = kept
    return found


def columns(
    weeks: Sequence[str],
    lines: Iterable[tuple[str, Sequence[int]]],
    names: Mapping[str, str],
    unit: str,
) -> Columns | None:
    """Stack the lines of a report; those past the third are added up. None when empty."""
    counted = [(names[code], list(weekly)) for code, weekly in lines if any(weekly)]
    if not counted:
        return None
    shown, rest = counted[: MOST_SERIES - 1], counted[MOST_SERIES - 1 :]
    if len(rest) == 1:
        shown, rest = counted, []
    series = [Series(name, weekly) for name, weekly in shown]
    if rest:
        summed = [sum(values) for values in zip(*(w for _n, w in rest), strict=True)]
        series.append(Series(_("Everything else"), summed))
    last = int(sum(one.values[-1] for one in series))
    reading = _("%(unit)s over %(weeks)d weeks; %(last)d in the last one.") % {
        "unit": unit,
        "weeks": len(weeks),
        "last": last,
    }
    labels = [_week_label(week) for week in weeks]
    return Columns(labels, series, reading, unit)


def level(concerns: int) -> int:
    """How strong a cell is drawn, 1 to 4; the key beside the map says what they mean."""
    return next((shade for least, shade in LEVELS if concerns >= least), 1)


def _week_label(monday: str) -> str:
    day = date.fromisoformat(monday)
    return date_format(day, pgettext("a day under a chart", "j M"))


def spots_of(cells: Sequence[Cell]) -> list[Spot]:
    """The strongest cells, numbered as on the map; each named by the nearest street."""
    return [
        Spot(number, _street_at(cell), cell["concerns"], cell.get("kind", ""))
        for number, cell in enumerate(_strongest(cells), 1)
    ]


def reading_of(spots: Sequence[Spot]) -> str:
    """Say the map in one sentence for those who do not see it."""
    if not spots or not spots[0].where:
        return _("Map of the neighborhood")
    return _(
        "Map of the neighborhood. Most concerns lie around %(street)s: %(count)d."
    ) % {"street": spots[0].where, "count": spots[0].concerns}


def draw_cells(place: Neighborhood, cells: Sequence[Cell], *, label: str) -> SafeString:
    numbers = {c["cell"]: str(i) for i, c in enumerate(_strongest(cells), 1)}
    hexes = [
        Hex(
            ring=boundary(_index(cell)),
            level=level(cell["concerns"]),
            label=numbers.get(cell["cell"], ""),
        )
        for cell in cells
    ]
    return draw_map(
        label=label,
        bounds=bounds_of(place.boundary),
        outline=place.boundary,
        layers=_layers(place),
        hexes=hexes,
        names=_names(place),
    )


def _strongest(cells: Sequence[Cell]) -> list[Cell]:
    ordered = sorted(cells, key=lambda cell: (-cell["concerns"], cell["cell"]))
    return ordered[:NUMBERED]


def _index(cell: Cell) -> int:
    """Cells are written as hexadecimal text, as everybody writes them."""
    return int(cell["cell"], 16)


def _street_at(cell: Cell) -> str:
    ring = boundary(_index(cell))
    lat = sum(corner[0] for corner in ring) / len(ring)
    lon = sum(corner[1] for corner in ring) / len(ring)
    street = nearest_street(lat, lon)
    return street.name if street else ""


def _layers(place: Neighborhood) -> list[Layer]:
    west, south, east, north = bounds_of(place.boundary)
    streets = Street.objects.filter(
        middle_lat__range=(south - 0.01, north + 0.01),
        middle_lon__range=(west - 0.015, east + 0.015),
    ).order_by("pk")
    drawn = MapLayer.objects.exclude(kind="building").order_by("pk")
    found = list(streets)
    shapes = {
        look: [m.shape for m in drawn if m.kind == look] for look in ("water", "park")
    }
    return [
        Layer("water", shapes["water"]),
        Layer("park", shapes["park"]),
        Layer("street", [s.line for s in found if not s.is_major]),
        Layer("major", [s.line for s in found if s.is_major]),
    ]


def _names(place: Neighborhood) -> list[Name]:
    """Name the streets with most addresses whose words do not fall on each other."""
    named = place.streets.order_by("-is_major", "-addresses", "pk")[:STREETS_TRIED]
    west, south, east, north = bounds_of(place.boundary)
    wide, tall = (east - west) * ROOM_ACROSS, (north - south) * ROOM_DOWN
    kept: list[Name] = []
    for street in named:
        lat, lon = street.middle_lat, street.middle_lon
        is_free = all(
            abs(other.lat - lat) > tall or abs(other.lon - lon) > wide for other in kept
        )
        if is_free:
            kept.append(Name(street.name, lat, lon))
    return kept[:NAMED_STREETS]
