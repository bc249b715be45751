"""The invented town on the map: Riverside, its ten neighborhoods, water, parks, streets.

Made by sums from fixed seeds, in kilometers around a middle point, then turned into
degrees. No place of this town exists.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from shapely import STRtree, box, contains_xy, prepare
from shapely.affinity import rotate
from shapely.geometry import (
    LineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
    mapping,
)
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union, voronoi_diagram

from engagement.front.demo.names import LANDMARKS, POPULATION, STREET_STEMS

LAT0, LON0 = 44.052, -91.640
KX = 1 / (111.32 * math.cos(math.radians(LAT0)))
KY = 1 / 110.57  # degrees per km

# name: middle (km east, km north), angle of its streets
MIDDLES = {
    "Old Town": (0.15, 0.25, 24),
    "Harbor Flats": (1.55, 0.75, 24),
    "Millbrook": (-1.35, 0.95, 8),
    "Northgate": (0.55, 1.95, 0),
    "Cedar Hill": (-2.2, 2.15, 8),
    "Eastfield": (2.65, 1.75, 0),
    "Southbank": (0.35, -1.35, -14),
    "Fairview": (-1.75, -0.85, -14),
    "Riverside Park": (2.2, -0.95, -30),
    "Linden": (-0.9, -2.25, -14),
}
OUTLINE = [
    (-3.3, 0.2),
    (-3.1, 2.2),
    (-1.9, 3.1),
    (0.3, 2.9),
    (2.2, 3.0),
    (3.5, 2.1),
    (3.6, 0.4),
    (3.2, -1.4),
    (1.7, -2.4),
    (-0.2, -3.1),
    (-2.0, -2.7),
    (-3.2, -1.3),
]
RIVER = [
    (-4.2, 0.25),
    (-3.2, 0.12),
    (-2.3, -0.02),
    (-1.4, 0.16),
    (-0.7, -0.18),
    (0.1, -0.55),
    (0.9, -0.52),
    (1.6, -0.12),
    (2.4, 0.25),
    (3.2, 0.2),
    (4.4, -0.1),
]
LAKE = [(2.75, -0.5), (3.2, -0.35), (3.35, -0.85), (2.95, -1.15), (2.6, -0.9)]
PARKS = {
    "Mill Pond Park": [
        (-2.0, 1.25),
        (-1.75, 1.55),
        (-1.45, 1.42),
        (-1.55, 1.12),
        (-1.85, 1.05),
    ],
    "Lake Park": [(2.0, -0.55), (2.5, -0.45), (2.45, -1.2), (2.0, -1.35), (1.75, -1.0)],
    "North Green": [(0.7, 2.1), (1.1, 2.15), (1.1, 1.85), (0.75, 1.8)],
    "Linden Gardens": [(-1.1, -1.5), (-0.7, -1.4), (-0.65, -1.75), (-1.05, -1.8)],
    "Cedar Woods": [(-2.75, 1.6), (-2.5, 1.9), (-2.35, 1.5), (-2.6, 1.35)],
}
MAJORS = {
    "Alder Street": [
        (-3.6, 1.3),
        (-2.4, 1.05),
        (-1.3, 0.72),
        (-0.3, 0.6),
        (0.9, 1.15),
        (2.0, 1.3),
        (3.7, 1.2),
    ],
    "Orchard Avenue": [
        (-2.9, -1.5),
        (-1.5, -1.35),
        (-0.2, -1.05),
        (1.0, -1.5),
        (2.0, -1.75),
    ],
    "Mill Road": [
        (-1.62, 3.0),
        (-1.55, 2.0),
        (-1.42, 1.0),
        (-1.36, 0.15),
        (-1.4, -0.6),
        (-1.2, -1.9),
        (-1.0, -2.9),
    ],
    "Station Road": [
        (0.55, 2.95),
        (0.5, 1.9),
        (0.42, 0.8),
        (0.25, -0.2),
        (0.35, -1.2),
        (0.1, -2.9),
    ],
    "Harbor Road": [
        (2.2, 2.9),
        (2.1, 1.8),
        (1.75, 0.6),
        (1.6, -0.2),
        (1.4, -1.2),
        (1.0, -2.6),
    ],
}
# streets whose names people in the stories use: name -> a point beside them
NAMED = {
    "Millbrook": {
        "Brook Lane": (-1.12, 1.075),
        "Cooper Street": (-1.75, 0.62),
        "Bridge Street": (-2.1, 1.0),
    }
}
FIXED_LANDMARKS = {"Millbrook School": (-1.6, 0.79), "Mill Pond Park": (-1.7, 1.3)}

Corner = tuple[float, float]
_GAPS, _SHORTEST_KM, _SHORTEST_MAJOR_KM = 0.06, 0.12, 0.15
_BUILT_UP = 0.8  # of the lots


@dataclass(frozen=True)
class TownStreet:
    """One street in one neighborhood; `line` is in kilometers."""

    name: str
    neighborhood: str
    line: BaseGeometry
    addresses: int
    is_major: bool = False


@dataclass(frozen=True)
class TownMap:
    """The whole town, in kilometers around its middle."""

    neighborhoods: dict[str, BaseGeometry]
    streets: tuple[TownStreet, ...]
    landmarks: tuple[tuple[str, str, Point], ...]
    water: tuple[tuple[str, BaseGeometry], ...]
    parks: tuple[tuple[str, BaseGeometry], ...]
    buildings: tuple[tuple[str, BaseGeometry], ...]


def degrees(x: float, y: float) -> tuple[float, float]:
    """Turn kilometers from the middle into (lon, lat)."""
    return round(LON0 + x * KX, 6), round(LAT0 + y * KY, 6)


def geojson(shape: BaseGeometry) -> dict[str, Any]:
    def turned(part: Any) -> Any:
        if isinstance(part[0], float):
            return list(degrees(part[0], part[1]))
        return [turned(inner) for inner in part]

    drawn = mapping(shape)
    return {"type": drawn["type"], "coordinates": turned(drawn["coordinates"])}


def _smooth(points: list[Corner], times: int) -> list[Corner]:
    """Cut the corners off (Chaikin), so that shores look grown."""
    for _ in range(times):
        cut: list[Corner] = []
        for (ax, ay), (bx, by) in zip(points, points[1:] + points[:1], strict=True):
            cut.append((ax * 0.75 + bx * 0.25, ay * 0.75 + by * 0.25))
            cut.append((ax * 0.25 + bx * 0.75, ay * 0.25 + by * 0.75))
        points = cut
    return points


def _parts(shape: BaseGeometry, kind: str) -> list[BaseGeometry]:
    return [part for part in getattr(shape, "geoms", [shape]) if part.geom_type == kind]


def _river() -> BaseGeometry:
    banks = LineString(RIVER).buffer(0.15, join_style="round").exterior.coords
    return Polygon(_smooth([(x, y) for x, y in banks][:-1], 2))


def _neighborhoods(river: BaseGeometry) -> dict[str, BaseGeometry]:
    town = Polygon(_smooth(OUTLINE, 3))
    middles = MultiPoint([Point(x, y) for x, y, _angle in MIDDLES.values()])
    cells = voronoi_diagram(middles, envelope=box(-6, -6, 6, 6))
    found = {}
    for name, (x, y, _angle) in MIDDLES.items():
        cell = next(c for c in cells.geoms if c.contains(Point(x, y)))
        dry = _parts(cell.intersection(town).difference(river), "Polygon")
        found[name] = max(dry, key=lambda part: part.area).simplify(0.004)
    return found


def _grid(
    name: str, ground: BaseGeometry, free: BaseGeometry, rng: random.Random
) -> Iterator[list[BaseGeometry]]:
    """Lay the streets of a neighborhood: one list of pieces for each line of its grid."""
    middle = ground.centroid
    for step in range(-14, 15):
        for across in (True, False):
            if rng.random() < _GAPS:
                continue
            if across:
                y = middle.y + step * 0.17
                line = LineString([(middle.x - 3, y), (middle.x + 3, y)])
            else:
                x = middle.x + step * 0.23
                line = LineString([(x, middle.y - 3), (x, middle.y + 3)])
            laid = rotate(line, MIDDLES[name][2], origin=middle).intersection(free)
            pieces = [p for p in _parts(laid, "LineString") if p.length > _SHORTEST_KM]
            if pieces:
                yield pieces


def _street_names() -> Iterator[str]:
    """Never the same name twice: stems with “Street”, then with other endings."""
    endings = ("Street", "Lane", "Avenue", "Row")
    taken = set(MAJORS) | {name for named in NAMED.values() for name in named}
    for turn in range(len(endings)):
        for number, stem in enumerate(STREET_STEMS):
            name = f"{stem} {endings[(number + turn) % len(endings)]}"
            if name not in taken:
                yield name


def _streets(
    grounds: dict[str, BaseGeometry], keep_off: BaseGeometry
) -> Iterator[TownStreet]:
    rng, names = random.Random(7), _street_names()  # noqa: S311 - a drawing, not a secret
    for place, ground in grounds.items():
        free = ground.buffer(-0.03).difference(keep_off)
        lines = [_joined(pieces) for pieces in _grid(place, ground, free, rng)]
        called = _called(place, lines)
        majors = [
            (
                name,
                _joined(_parts(LineString(course).intersection(ground), "LineString")),
            )
            for name, course in MAJORS.items()
        ]
        inside = [
            (name, line) for name, line in majors if line.length > _SHORTEST_MAJOR_KM
        ]
        total = sum(line.length for line in lines) + sum(g.length for _, g in inside)
        each_km = POPULATION[place] / 2.3 / total
        for number, line in enumerate(lines):
            name = called.get(number) or next(names)
            yield TownStreet(name, place, line, round(line.length * each_km))
        for name, line in inside:
            yield TownStreet(
                name, place, line, round(line.length * each_km), is_major=True
            )


def _joined(pieces: Iterable[BaseGeometry]) -> BaseGeometry:
    kept = list(pieces)
    return kept[0] if len(kept) == 1 else unary_union(kept)


def _called(place: str, lines: list[BaseGeometry]) -> dict[int, str]:
    """Give the nearest lines the names that the stories use."""
    called: dict[int, str] = {}
    for name, (x, y) in NAMED.get(place, {}).items():
        left = [number for number in range(len(lines)) if number not in called]
        called[min(left, key=lambda n: lines[n].distance(Point(x, y)))] = name
    return called


def _landmarks(
    streets: tuple[TownStreet, ...],
) -> Iterator[tuple[str, str, Point]]:
    for place, names in LANDMARKS.items():
        own = [s for s in streets if s.neighborhood == place and not s.is_major]
        own.sort(key=lambda street: (-street.line.length, street.name))
        for number, name in enumerate(names):
            fixed = FIXED_LANDMARKS.get(name)
            on = own[number % len(own)].line.interpolate(0.37, normalized=True)
            yield name, place, Point(*fixed) if fixed else Point(on.x + 0.02, on.y)


def _houses(
    grounds: dict[str, BaseGeometry], keep_off: BaseGeometry
) -> Iterator[tuple[str, BaseGeometry]]:
    rng = random.Random(11)  # noqa: S311 - a drawing, not a secret
    prepare(keep_off)
    for place, ground in grounds.items():
        middle, inner = ground.centroid, ground.buffer(-0.02)
        prepare(inner)
        drawn = []
        for i in range(-34, 35):
            for j in range(-40, 41):
                x, y = middle.x + i * 0.056, middle.y + j * 0.046
                w, d = rng.uniform(0.012, 0.02), rng.uniform(0.01, 0.016)
                if rng.random() < _BUILT_UP:
                    drawn.append((x, y, w, d))
        x, y, w, d = np.array(drawn).T
        x, y, w, d = np.stack([x, y, w, d])[:, contains_xy(inner, x, y)]
        rows = MultiPolygon(list(box(x - w, y - d, x + w, y + d)))
        turned = list(rotate(rows, MIDDLES[place][2], origin=middle).geoms)
        blocked = set(STRtree(turned).query(keep_off, predicate="intersects"))
        built = [b for number, b in enumerate(turned) if number not in blocked]
        yield place, unary_union(built)


@cache
def town_map() -> TownMap:
    """Draw the town; always the same one."""
    river, lake = _river(), Polygon(_smooth(LAKE, 2))
    grounds = _neighborhoods(river)
    water = unary_union([river, lake])
    shore = unary_union(list(grounds.values())).buffer(0.35)
    parks = [(n, Polygon(_smooth(p, 2)).difference(water)) for n, p in PARKS.items()]
    green = unary_union([shape for _name, shape in parks])
    keep_off = unary_union([green.buffer(0.01), water.buffer(0.03)])
    streets = tuple(_streets(grounds, keep_off))
    roads = unary_union(
        [s.line.buffer(0.036 if s.is_major else 0.024) for s in streets]
    )
    return TownMap(
        neighborhoods=grounds,
        streets=streets,
        landmarks=tuple(_landmarks(streets)),
        water=(("River", river.intersection(shore)), ("Lake", lake)),
        parks=tuple(parks),
        buildings=tuple(_houses(grounds, unary_union([roads, keep_off]))),
    )
