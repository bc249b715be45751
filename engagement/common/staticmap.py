"""Part of the town drawn on the server as SVG: it prints, mails and needs no script.

Pure: GeoJSON geometries in (lon lat), a drawing out. Looks come from CSS classes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from shapely import STRtree, affinity, make_valid
from shapely.geometry import Point, Polygon, box, shape
from shapely.geometry.base import BaseGeometry

Geometry = dict[str, Any]  # GeoJSON
Bounds = tuple[float, float, float, float]  # west, south, east, north

METRES_A_DEGREE = 111_320
_TWICE = {"major": ("majorcase", "major")}  # a road with an edge is drawn twice


@dataclass(frozen=True)
class Layer:
    """Shapes drawn alike: `city`, `water`, `park`, `building`, `street` or `major`."""

    look: str
    shapes: Sequence[Geometry]


@dataclass(frozen=True)
class Hex:
    """One cell: its ring as (lat, lon), how strong (1 to 4), a number if it is listed."""

    ring: Sequence[tuple[float, float]]
    level: int
    label: str = ""


@dataclass(frozen=True)
class Mark:
    """One public point; `label` is the number it has in the list beside the map."""

    lat: float
    lon: float
    label: str = ""


@dataclass(frozen=True)
class Name:
    """Words on the map: a `road`, a `place`, or a `wet` one in water."""

    text: str
    lat: float
    lon: float
    look: str = "road"


def bounds_around(lat: float, lon: float, metres: float) -> Bounds:
    """A square of twice `metres` with the point in its middle."""
    north = metres / METRES_A_DEGREE
    east = north / cos(radians(lat))
    return (lon - east, lat - north, lon + east, lat + north)


def bounds_around_all(points: Iterable[tuple[float, float]], metres: float) -> Bounds:
    """The smallest sheet that shows each point (lat, lon) with `metres` around it."""
    around = [bounds_around(lat, lon, metres) for lat, lon in points]
    west, south, east, north = zip(*around, strict=True)
    return (min(west), min(south), max(east), max(north))


def bounds_of(geometry: Geometry) -> Bounds:
    west, south, east, north = shape(geometry).bounds
    return (west, south, east, north)


@dataclass(frozen=True)
class Sheet:
    """How degrees become paper: one scale both ways, north up, a rim all round."""

    bounds: Bounds
    width: int
    height: int
    rim: float = 0.06

    @property
    def _east(self) -> float:
        return cos(radians((self.bounds[1] + self.bounds[3]) / 2))

    @property
    def scale(self) -> float:
        west, south, east, north = self.bounds
        wide = max((east - west) * self._east, 1e-9) * (1 + 2 * self.rim)
        tall = max(north - south, 1e-9) * (1 + 2 * self.rim)
        return min(self.width / wide, self.height / tall)

    @property
    def middle(self) -> tuple[float, float]:
        west, south, east, north = self.bounds
        return (west + east) / 2, (south + north) / 2

    def place(self, geometry: BaseGeometry) -> BaseGeometry:
        sx, sy = self.scale * self._east, self.scale
        lon, lat = self.middle
        moves = [sx, 0, 0, -sy, self.width / 2 - lon * sx, self.height / 2 + lat * sy]
        return affinity.affine_transform(geometry, moves)

    def point(self, lat: float, lon: float) -> tuple[float, float]:
        spot = self.place(Point(lon, lat))
        return spot.x, spot.y  # type: ignore[attr-defined]  # a point stays a point

    def has_room_at(self, x: float, y: float) -> bool:
        """Tell whether words put here would be wholly on the paper."""
        return 50 < x < self.width - 50 and 20 < y < self.height - 10  # noqa: PLR2004 - about half a street's name

    @property
    def view(self) -> BaseGeometry:
        """What the paper shows, in degrees."""
        lon, lat = self.middle
        east = self.width / 2 / self.scale / self._east
        north = self.height / 2 / self.scale
        return box(lon - east, lat - north, lon + east, lat + north)


def _ring(coordinates: Iterable[Sequence[float]]) -> str:
    """Write a line of points, leaving out those that fall on the one before."""
    steps = (f"{c[0]:.0f} {c[1]:.0f}" for c in coordinates)
    kept: list[str] = []
    for step in steps:
        if not kept or kept[-1] != step:
            kept.append(step)
    return "M" + "L".join(kept)


def path_of(geometry: BaseGeometry) -> str:
    """Turn any geometry into the words of an SVG path; points draw nothing."""
    if geometry.is_empty:
        return ""
    if isinstance(geometry, Polygon):
        rings = (geometry.exterior, *geometry.interiors)
        return "".join(_ring(ring.coords) + "Z" for ring in rings)
    if geometry.geom_type == "LineString":
        return _ring(geometry.coords)
    return "".join(path_of(part) for part in getattr(geometry, "geoms", []))


def _shown(layer: Layer, view: BaseGeometry) -> list[BaseGeometry]:
    """Cut a layer's shapes to the view, looking only at those that touch it."""
    shapes = [shape(one) for one in layer.shapes]
    if not shapes:
        return []
    touching = [shapes[i] for i in STRtree(shapes).query(view)]
    return [
        (one if one.is_valid else make_valid(one)).intersection(view)
        for one in touching
    ]


def _draw_layer(sheet: Sheet, layer: Layer) -> SafeString:
    path = "".join(path_of(sheet.place(one)) for one in _shown(layer, sheet.view))
    looks = _TWICE.get(layer.look, (layer.look,)) if path else ()
    drawing = '<path class="ui-smap__{}" d="{}"/>'
    return format_html_join("", drawing, ((look, path) for look in looks))


def _draw_hexes(sheet: Sheet, hexes: Sequence[Hex]) -> SafeString:
    polygons = [
        (one, sheet.place(Polygon([(lon, lat) for lat, lon in one.ring])))
        for one in hexes
    ]
    cells = format_html_join(
        "",
        '<path class="ui-hex ui-hex--{}" d="{}"/>',
        ((one.level, path_of(polygon)) for one, polygon in polygons),
    )
    numbers = format_html_join(
        "",
        '<text class="ui-hexno" x="{}" y="{}">{}</text>',
        (
            (f"{polygon.centroid.x:.0f}", f"{polygon.centroid.y:.0f}", one.label)
            for one, polygon in polygons
            if one.label
        ),
    )
    return cells + numbers


def _draw_outline(sheet: Sheet, outline: Geometry | None) -> SafeString:
    """Draw the edge of a neighborhood and dim what lies outside it."""
    if outline is None:
        return SafeString("")
    path = path_of(sheet.place(shape(outline)))
    return format_html(
        '<path class="ui-smap__out" d="M0 0H{}V{}H0Z{}"/>'
        '<path class="ui-smap__edge" d="{}"/>',
        sheet.width,
        sheet.height,
        path,
        path,
    )


def _draw_marks(sheet: Sheet, marks: Sequence[Mark]) -> SafeString:
    drawing = (
        '<g class="ui-smap__mark"><circle cx="{0}" cy="{1}" r="13"/>'
        '<text x="{0}" y="{1}">{2}</text></g>'
    )
    spots = ((mark, *sheet.point(mark.lat, mark.lon)) for mark in marks)
    rows = ((f"{x:.0f}", f"{y:.0f}", mark.label) for mark, x, y in spots)
    return format_html_join("", drawing, rows)


def _draw_names(sheet: Sheet, names: Sequence[Name]) -> SafeString:
    spots = ((name, *sheet.point(name.lat, name.lon)) for name in names)
    return format_html_join(
        "",
        '<text class="ui-smap__{}" x="{}" y="{}" text-anchor="middle">{}</text>',
        (
            (name.look, f"{x:.0f}", f"{y:.0f}", name.text)
            for name, x, y in spots
            if sheet.has_room_at(x, y)
        ),
    )


def draw_map(
    *,
    label: str,
    bounds: Bounds,
    outline: Geometry | None = None,
    layers: Sequence[Layer] = (),
    hexes: Sequence[Hex] = (),
    marks: Sequence[Mark] = (),
    names: Sequence[Name] = (),
    width: int = 640,
    height: int = 470,
) -> SafeString:
    """Draw what lies within the bounds; `label` says in words what is seen."""
    sheet = Sheet(bounds, width, height)
    drawn = format_html_join("", "{}", ((_draw_layer(sheet, one),) for one in layers))
    return format_html(
        '<svg class="ui-smap" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        "{}{}{}{}{}</svg>",
        width,
        height,
        label,
        drawn,
        _draw_hexes(sheet, hexes),
        _draw_outline(sheet, outline),
        _draw_names(sheet, names),
        _draw_marks(sheet, marks),
    )


LABEL_GOES_HERE = "map-label-in-the-readers-language"


def kept_map(drawing: str, label: str) -> SafeString:
    """A map drawn earlier with `LABEL_GOES_HERE`, and kept; now said in the reader's words."""
    return SafeString(drawing.replace(LABEL_GOES_HERE, escape(label)))
