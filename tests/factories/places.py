"""Plain typed makers of places: each gives a valid row and takes overrides by name."""

from __future__ import annotations

from itertools import count
from typing import Any

import shapely
from shapely.geometry import shape

from engagement.places.models import Landmark, Neighborhood, SnapPoint, Street, Town
from engagement.places.queries import forget_town

_number = count(1)
SIDE = 0.02  # degrees: about 2 km


def make_town(**fields: Any) -> Town:
    values = {"name": "Riverside", "contact_email": "town@example.org"} | fields
    town, _made = Town.objects.update_or_create(pk=1, defaults=values)
    forget_town()
    return town


def square(west: float, south: float, side: float = SIDE) -> dict[str, Any]:
    """A GeoJSON square whose south-west corner is given."""
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def make_neighborhood(
    name: str = "",
    *,
    population: int | None = 5_000,
    west: float | None = None,
    south: float = 42.0,
    boundary: dict[str, Any] | None = None,
) -> Neighborhood:
    """A square of its own, east of the one made before, unless a boundary is given."""
    number = next(_number)
    if boundary is None:
        west = -71.0 + number % 1000 * SIDE if west is None else west
        boundary = square(west, south)
    west, south, east, north = shape(boundary).bounds
    return Neighborhood.objects.create(
        name=name or f"Quarter {number}",
        slug=(name or f"quarter-{number}").lower().replace(" ", "-"),
        boundary=boundary,
        west=west,
        south=south,
        east=east,
        north=north,
        population=population,
        area_km2=3.7,
    )


def middle_of(place: Neighborhood) -> tuple[float, float]:
    """The middle (lat, lon) of a square neighborhood."""
    return (place.south + place.north) / 2, (place.west + place.east) / 2


def make_street(
    name: str,
    *,
    neighborhood: Neighborhood,
    line: list[tuple[float, float]],
    addresses: int = 0,
) -> Street:
    """A street along the (lon, lat) points given."""
    middle = shapely.LineString(line).interpolate(0.5, normalized=True)
    return Street.objects.create(
        name=name,
        neighborhood=neighborhood,
        line={"type": "LineString", "coordinates": line},
        middle_lat=middle.y,
        middle_lon=middle.x,
        addresses=addresses,
    )


def make_landmark(name: str, *, neighborhood: Neighborhood) -> Landmark:
    lat, lon = middle_of(neighborhood)
    return Landmark.objects.create(
        name=name, neighborhood=neighborhood, lat=lat, lon=lon
    )


def make_snap_point(
    neighborhood: Neighborhood,
    label: str = "",
    *,
    lat: float | None = None,
    lon: float | None = None,
) -> SnapPoint:
    """A public point inside the neighborhood."""
    number = next(_number)
    return SnapPoint.objects.create(
        neighborhood=neighborhood,
        lat=neighborhood.south + SIDE / 2 + number * 1e-6 if lat is None else lat,
        lon=neighborhood.west + SIDE / 2 if lon is None else lon,
        label=label or f"Mill Lane, {number}00 block",
        source="street",
    )
