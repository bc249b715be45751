"""The public's points: a fixed table, and the nearest entry of it (SECURITY promise 8).

A snapped point depends on the neighborhood and the table only, never on a draw: a
thousand reports from one home give the same public point a thousand times, so that
averaging tells an attacker nothing that the first report did not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from engagement.places import cells

MIN_ADDRESSES: Final = 8
MIN_RESIDENTS: Final = 20
_FINEST_FIRST: Final = (9, 8, 7)
_WITHOUT_POPULATION: Final = (8,)
_DIGITS: Final = (
    6  # ten centimetres: the table is public, its entries are nobody's home
)


@dataclass(frozen=True)
class StreetMiddle:
    """The middle of one street inside one neighborhood, and how many live along it."""

    name: str
    lat: float
    lon: float
    addresses: int


@dataclass(frozen=True)
class Point:
    """An entry for the table; an empty label means: the neighborhood's own name."""

    lat: float
    lon: float
    label: str
    source: str


def snap_points(
    area: BaseGeometry, population: int | None, streets: Iterable[StreetMiddle]
) -> list[Point]:
    """Draw up one neighborhood's entries (RULINGS 23).

    The middles of streets with enough addresses; without any such street, a point
    inside each finest map cell that holds enough residents by its share of the area.
    """
    middles = [
        Point(round(s.lat, _DIGITS), round(s.lon, _DIGITS), s.name, "street")
        for s in streets
        if s.addresses >= MIN_ADDRESSES
    ]
    return _once_each(middles or _cell_points(area, population))


def _once_each(points: Iterable[Point]) -> list[Point]:
    by_place: dict[tuple[float, float], Point] = {}
    for point in sorted(points, key=lambda p: (p.lat, p.lon, p.label)):
        by_place.setdefault((point.lat, point.lon), point)
    return list(by_place.values())


def _cell_points(area: BaseGeometry, population: int | None) -> list[Point]:
    for resolution in _WITHOUT_POPULATION if population is None else _FINEST_FIRST:
        parts = [
            part
            for index in cells.cells_touching(area, resolution)
            if _enough_live_in(
                part := shapely.intersection(cells.polygon(index), area),
                area,
                population,
            )
        ]
        if parts:
            return [_inside(part) for part in parts]
    return [_inside(area)]


def _enough_live_in(
    part: BaseGeometry, area: BaseGeometry, population: int | None
) -> bool:
    if population is None:
        return bool(part.area > 0)
    return bool(population * part.area / area.area >= MIN_RESIDENTS)


def _inside(part: BaseGeometry) -> Point:
    spot = shapely.point_on_surface(part)
    return Point(round(spot.y, _DIGITS), round(spot.x, _DIGITS), "", "cell")


def squeeze(south: float, north: float) -> float:
    """Say how much shorter a degree of longitude is than one of latitude here."""
    return cos(radians((south + north) / 2))


class Snapper:
    """Find the nearest entry of one neighborhood's table, for many points at once.

    Of two entries exactly as near, the first in the table's order is taken.
    """

    def __init__(
        self, table: Sequence[tuple[int, float, float]], *, squeeze_by: float
    ) -> None:
        self._ids = np.array([row[0] for row in table], dtype=np.int64)
        self._squeeze = squeeze_by
        self._tree = STRtree(
            [shapely.Point(lon * squeeze_by, lat) for _key, lat, lon in table]
        )

    def nearest(
        self, lats: NDArray[np.float64], lons: NDArray[np.float64]
    ) -> NDArray[np.int64]:
        points = shapely.points(lons * self._squeeze, lats)
        which, entries = self._tree.query_nearest(points)
        first = np.full(len(lats), len(self._ids), dtype=np.int64)
        np.minimum.at(first, which, entries)
        return self._ids[first]
