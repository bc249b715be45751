"""A boundary as people type it: one corner a line, latitude before longitude."""

from __future__ import annotations

import json
import math
import re

FEWEST = 3
MOST = 500
HALF_KM, KM_A_DEGREE = 2.0, 111.195
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_LAT, _LON = 90.0, 180.0


class CornersError(ValueError):
    """The line that could not be read, counted from one."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


def read_corners(text: str) -> list[tuple[float, float]]:
    """Read (lat, lon) pairs; empty lines are left out. Raises CornersError."""
    corners = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        found = [float(one) for one in _NUMBER.findall(line)]
        if len(found) != 2 or not _on_earth(*found):  # noqa: PLR2004 - a latitude and a longitude
            raise CornersError(number)
        corners.append((found[0], found[1]))
    return corners


def _on_earth(lat: float, lon: float) -> bool:
    return math.fabs(lat) <= _LAT and math.fabs(lon) <= _LON


def square_around(lat: float, lon: float) -> list[tuple[float, float]]:
    """Give the corners of a square of four kilometers with this in its middle."""
    up = HALF_KM / KM_A_DEGREE
    across = up / max(0.01, math.cos(math.radians(lat)))
    south, north = max(lat - up, -_LAT), min(lat + up, _LAT)
    west, east = max(lon - across, -_LON), min(lon + across, _LON)
    return [(south, west), (south, east), (north, east), (north, west)]


def as_geojson(corners: list[tuple[float, float]]) -> bytes:
    """Close the ring and turn it round to lon lat, as GeoJSON has it."""
    ring = [[lon, lat] for lat, lon in corners]
    polygon = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    return json.dumps(polygon).encode()
