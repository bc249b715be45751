"""A place as somebody says it: in words, or as the point the map wrote."""

from __future__ import annotations

import re
from typing import Any, Final

from django.utils.translation import gettext as _

from engagement.places.locate import OUTSIDE
from engagement.places.queries import locator, nearest_street, search_places

_POINT: Final = re.compile(
    r"\s*(-?\d{1,2}\.\d+),\s*(-?\d{1,3}\.\d+)\s*"
)  # what the map writes


def place_words(value: Any) -> str:
    """Say a kept place by the street beside the middle of its cell."""
    longitude, latitude = value
    street = nearest_street(latitude, longitude)
    if street is None:
        return f"{latitude:.4f}, {longitude:.4f}"
    return f"{street.name}, {street.neighborhood.name}"


def point_of(typed: str) -> list[float]:
    """Find what was typed, or take the point of the map; longitude first. Raises ValueError."""
    point = _POINT.fullmatch(typed)
    if point is not None:
        return _in_town(float(point[1]), float(point[2]))
    found = search_places(typed, limit=1)
    if not found:
        raise ValueError(
            _("We could not find that place. Try a street, or two streets that cross.")
        )
    return [found[0].lon, found[0].lat]


def _in_town(lat: float, lon: float) -> list[float]:
    """Take a point of the map that lies in the town."""
    if locator().find(lat, lon) in {None, OUTSIDE}:
        raise ValueError(_("This point is outside the town. Choose one inside."))
    return [lon, lat]
