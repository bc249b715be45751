"""The addresses from which the people of the demo town write."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from engagement.front.demo.geography import TownStreet, degrees, town_map
from engagement.places.cells import cells_of
from engagement.places.models import Neighborhood
from engagement.places.queries import snapper_for

_APART_KM = 0.04
_BESIDE_KM = 0.012
_NEAR_KM = 0.45


@dataclass(frozen=True)
class Spot:
    """One exact place, with all that is kept about it."""

    place: int
    street: str
    near: str
    lat: float
    lon: float
    snap_point: int | None
    cells: tuple[int, int, int]


@dataclass(frozen=True)
class Ground:
    """The spots of one neighborhood, by street; the longer a street, the more."""

    place: int
    by_street: Mapping[str, tuple[Spot, ...]]
    streets: tuple[str, ...]
    busyness: tuple[float, ...]


def _beside(street: TownStreet, rng: random.Random) -> list[Point]:
    """Walk along the street and stop at a door every forty meters."""
    found: list[Point] = []
    for piece in getattr(street.line, "geoms", [street.line]):
        doors = max(1, int(piece.length / _APART_KM))
        for door in range(doors):
            on = piece.interpolate((door + 0.5) / doors, normalized=True)
            turn = rng.uniform(0, 2 * math.pi)
            found.append(
                Point(
                    on.x + _BESIDE_KM * math.cos(turn),
                    on.y + _BESIDE_KM * math.sin(turn),
                )
            )
    return found


def _near(
    spot: Point, landmarks: list[tuple[str, Point]], corner: str, rng: random.Random
) -> str:
    name, at = min(landmarks, key=lambda mark: mark[1].distance(spot))
    if at.distance(spot) < _NEAR_KM and rng.random() < 0.75:  # noqa: PLR2004 - three in four
        return name
    return f"the corner of {corner}"


def _corners(streets: list[TownStreet]) -> dict[str, str]:
    """Give each street the name of the one that comes nearest to its middle."""
    found = {}
    for street in streets:
        middle = street.line.interpolate(0.5, normalized=True)
        others = [other for other in streets if other is not street]
        found[street.name] = min(others, key=lambda o: _far(o.line, middle)).name
    return found


def _far(line: BaseGeometry, middle: Point) -> float:
    return float(line.distance(middle))


def ground_of(neighborhood: Neighborhood) -> Ground:
    """Find every door of a neighborhood, its cells and its public point."""
    town = town_map()
    rng = random.Random(f"doors of {neighborhood.slug}")  # noqa: S311 - a drawing
    streets = [s for s in town.streets if s.neighborhood == neighborhood.name]
    marks = [(n, at) for n, place, at in town.landmarks if place == neighborhood.name]
    corners, inner = _corners(streets), town.neighborhoods[neighborhood.name]
    doors = [
        (street, door, _near(door, marks, corners[street.name], rng))
        for street in streets
        for door in _beside(street, rng)
        if inner.contains(door)
    ]
    points = [degrees(door.x, door.y) for _street, door, _near_it in doors]
    lats = np.array([lat for _lon, lat in points])
    lons = np.array([lon for lon, _lat in points])
    snapper = snapper_for(neighborhood)
    snaps = snapper.nearest(lats, lons).tolist() if snapper else [None] * len(doors)
    r7, r8, r9 = (cells.tolist() for cells in cells_of(lats, lons))
    spots: dict[str, list[Spot]] = {}
    for i, (street, _door, near) in enumerate(doors):
        lon, lat = points[i]
        spots.setdefault(street.name, []).append(
            Spot(
                neighborhood.pk,
                street.name,
                near,
                lat,
                lon,
                snaps[i],
                (r7[i], r8[i], r9[i]),
            )
        )
    return Ground(
        place=neighborhood.pk,
        by_street={name: tuple(found) for name, found in spots.items()},
        streets=tuple(spots),
        busyness=tuple(
            len(found) * rng.choice((0.4, 0.7, 1.0, 1.6, 2.6))
            for found in spots.values()
        ),
    )
