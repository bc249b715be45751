"""Small GeoJSON files as towns really hand them in, quirks included."""

from __future__ import annotations

import json
from typing import Any


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def geojson(*features: Any, **members: Any) -> bytes:
    tree = {"type": "FeatureCollection", "features": list(features), **members}
    return json.dumps(tree).encode()


def line(*points: tuple[float, float]) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": points}


def point(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}


def bow_tie(west: float, south: float, side: float = 0.02) -> dict[str, Any]:
    """A ring that crosses itself: two triangles with the tips touching."""
    east, north = west + side, south + side
    ring = [[west, south], [east, north], [east, south], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}
