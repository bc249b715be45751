"""Which neighborhood a point lies in: no database, no server, no guess.

The town's box is cut into a fine grid, each row of it when the first point falls there.
A grid cell wholly inside one neighborhood, or wholly outside all of them, answers by a
look-up; only the cells a border runs through ask the polygons. Where polygons touch or overlap, the first in the
order given has the point, so that every point has exactly one neighborhood.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from threading import Lock
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

Numbers = NDArray[np.float64]
Ids = NDArray[np.int64]


class Outside(Enum):
    """Its one member says: there is a point, and it is not in this town."""

    TOWN = "outside the town"


OUTSIDE: Final = Outside.TOWN
IS_OUTSIDE: Final = 0  # the same two answers in an array of ids
NO_POINT: Final = -1

_ASK_THE_POLYGONS: Final = -2
_POLE, _DATE_LINE = 90.0, 180.0
_SIDE: Final = 256  # grid cells along each side of the town's box
_HAIR: Final = 1e-9  # degrees; a tenth of a millimetre: no rounding can cross it


class Locator:
    """Find neighborhoods by id. The order of `areas` decides who owns a shared border."""

    def __init__(self, areas: Mapping[int, BaseGeometry]) -> None:
        self._ids = np.array(list(areas), dtype=np.int64)
        self._areas = np.array(list(areas.values()), dtype=object)
        # prepared areas and the tree finish themselves when first asked: two threads that
        # ask at once would crash the whole program
        self._one_at_a_time = Lock()
        shapely.prepare(self._areas)
        self._tree = STRtree(self._areas)
        self._is_empty = not areas
        if not self._is_empty:
            self._span_grid()

    @classmethod
    def from_geojson(cls, boundaries: Mapping[int, dict[str, Any]]) -> Locator:
        return cls({key: shape(boundary) for key, boundary in boundaries.items()})

    def find(self, lat: float | None, lon: float | None) -> int | Outside | None:
        """Give the neighborhood's id, `OUTSIDE`, or None without a usable point.

        Before a town has any boundary nothing can be said about a point: None too.
        """
        if lat is None or lon is None or self._is_empty:
            return None
        if not (abs(lat) <= _POLE and abs(lon) <= _DATE_LINE):
            return None
        return self._ask(lat, lon) or OUTSIDE

    def _ask(self, lat: float, lon: float) -> int:
        if not (self._west <= lon <= self._east and self._south <= lat <= self._north):
            return IS_OUTSIDE
        column = int((lon - self._west) * self._per_lon)
        row = int((lat - self._south) * self._per_lat)
        if not self._is_laid[row]:
            with self._one_at_a_time:
                self._lay_row(row)
        spot = row * _SIDE + column
        known = self._known[spot]
        if known != _ASK_THE_POLYGONS:
            return known
        with self._one_at_a_time:
            for index in self._candidates[spot]:
                if shapely.intersects_xy(self._areas[index], lon, lat):
                    return int(self._ids[index])
        return IS_OUTSIDE

    def find_all(self, lats: Numbers, lons: Numbers) -> Ids:
        """Answer for many points at once: an id, `IS_OUTSIDE` or `NO_POINT` for each."""
        found = np.full(len(lats), NO_POINT, dtype=np.int64)
        if self._is_empty:
            return found
        with np.errstate(invalid="ignore"):
            usable = (np.abs(lats) <= _POLE) & (np.abs(lons) <= _DATE_LINE)
            near = (self._west <= lons) & (lons <= self._east)
            near &= (self._south <= lats) & (lats <= self._north)
        found[usable] = IS_OUTSIDE
        (near_ones,) = np.nonzero(near)
        columns = ((lons[near_ones] - self._west) * self._per_lon).astype(np.int64)
        rows = ((lats[near_ones] - self._south) * self._per_lat).astype(np.int64)
        with self._one_at_a_time:
            for row in np.unique(rows).tolist():
                self._lay_row(row)
        known = self._known_array[rows * _SIDE + columns]
        found[near_ones] = known
        unsure = near_ones[known == _ASK_THE_POLYGONS]
        found[unsure] = self._ask_the_polygons(lats[unsure], lons[unsure])
        return found

    def _ask_the_polygons(self, lats: Numbers, lons: Numbers) -> Ids:
        with self._one_at_a_time:
            points, areas = self._tree.query(shapely.points(lons, lats))
            inside = shapely.intersects_xy(
                self._areas[areas], lons[points], lats[points]
            )
        first = np.full(len(lats), len(self._ids), dtype=np.int64)
        np.minimum.at(first, points[inside], areas[inside])
        return np.append(self._ids, IS_OUTSIDE)[first]

    def _span_grid(self) -> None:
        west, south, east, north = shapely.total_bounds(self._areas).tolist()
        self._west, self._south = west - _HAIR, south - _HAIR
        self._east, self._north = east + _HAIR, north + _HAIR
        wide, high = self._east - self._west, self._north - self._south
        # a hair less, so that the far edge still falls into the last cell
        self._per_lon = _SIDE / wide * (1 - _HAIR)
        self._per_lat = _SIDE / high * (1 - _HAIR)
        self._candidates: dict[int, tuple[int, ...]] = {}
        self._known_array = np.full(_SIDE * _SIDE, IS_OUTSIDE, dtype=np.int64)
        self._known = [IS_OUTSIDE] * (_SIDE * _SIDE)
        self._is_laid = [False] * _SIDE

    def _lay_row(self, row: int) -> None:
        """Lay a row that is not laid yet; the caller is the only one who asks now."""
        if self._is_laid[row]:
            return
        lefts = self._west + np.arange(_SIDE) / self._per_lon
        south = self._south + row / self._per_lat
        boxes = shapely.box(
            lefts - _HAIR,
            south - _HAIR,
            lefts + 1 / self._per_lon + _HAIR,
            south + 1 / self._per_lat + _HAIR,
        )
        cells, areas = self._tree.query(boxes)
        touching = shapely.intersects(self._areas[areas], boxes[cells])
        cells, areas = cells[touching], areas[touching]
        whole = shapely.contains_properly(self._areas[areas], boxes[cells])
        met: dict[int, list[int]] = {}
        for cell, area in sorted(zip(cells.tolist(), areas.tolist(), strict=True)):
            met.setdefault(row * _SIDE + cell, []).append(area)
        alone = set((row * _SIDE + cells[whole]).tolist())
        for spot, here in met.items():
            if spot in alone and len(here) == 1:
                self._known_array[spot] = self._ids[here[0]]
            else:
                self._known_array[spot] = _ASK_THE_POLYGONS
                self._candidates[spot] = tuple(here)
        first = row * _SIDE
        laid = self._known_array[first : first + _SIDE].tolist()
        self._known[first : first + _SIDE] = laid
        self._is_laid[row] = True
