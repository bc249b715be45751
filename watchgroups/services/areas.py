"""The drawn area of a group: corners on the map, inside its neighborhood."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from shapely import make_valid
from shapely.geometry import Polygon, shape
from shapely.geometry.base import BaseGeometry

from engagement.people.models import User
from engagement.places.geojson import read_features
from engagement.places.models import Neighborhood
from watchgroups.choices import AreaKind
from watchgroups.errors import GroupIncompleteError
from watchgroups.models import Group
from watchgroups.services.checking import MOST_CORNERS
from watchgroups.services.groups import group_of_editor
from watchgroups.services.locks import note

FEWEST_CORNERS: Final = 3
RIM: Final = 0.0003  # about 30 meters: a street that is the border lies on both sides

Corners = list[tuple[float, float]]  # (lat, lon)


def polygon_of_corners(*, place: Neighborhood, corners: Corners) -> dict[str, Any]:
    """Give the drawn area as it is kept. Raises GroupIncompleteError."""
    if not FEWEST_CORNERS <= len(corners) <= MOST_CORNERS:
        raise GroupIncompleteError(
            _("Give %(fewest)d to %(most)d corners.")
            % {"fewest": FEWEST_CORNERS, "most": MOST_CORNERS}
        )
    return _kept(place, Polygon([(lon, lat) for lat, lon in corners]))


def polygon_of_file(*, place: Neighborhood, content: bytes) -> dict[str, Any]:
    """Give the one area of a GeoJSON file. Raises GroupIncompleteError, MapFileError."""
    shapes = [one.geometry for one in read_features(content) if one.geometry]
    areas = [one for one in shapes if isinstance(one, Polygon)]
    if len(areas) != 1 or len(shapes) != 1:
        raise GroupIncompleteError(_("The file must hold one area and nothing else."))
    ring = areas[0].exterior
    if len(ring.coords) > MOST_CORNERS + 1:
        raise GroupIncompleteError(
            _("Use at most %(most)d corners.") % {"most": MOST_CORNERS}
        )
    return _kept(place, Polygon(ring))


@transaction.atomic
def draw_area(
    *, group_id: int, polygon: dict[str, Any], actor: User, now: datetime
) -> Group:
    """Let the group watch over a drawn area.

    Raises NotAllowedError, GroupIncompleteError, GroupRestsError.
    """
    group = group_of_editor(group_id, actor)
    ring = polygon["coordinates"][0]
    group.polygon = polygon_of_corners(
        place=group.neighborhood, corners=[(lat, lon) for lon, lat in ring[:-1]]
    )
    group.area_kind, group.streets = AreaKind.POLYGON, []
    group.save(update_fields=["area_kind", "polygon", "streets"])
    note(group, actor, "group.draw_area", now)
    return group


def _kept(place: Neighborhood, drawn: Polygon) -> dict[str, Any]:
    if not drawn.is_valid or drawn.area == 0:
        raise GroupIncompleteError(
            _("The lines cross. Give the corners in order, going round.")
        )
    if not _around(place).covers(drawn):
        raise GroupIncompleteError(
            _("A part of this lies outside %(place)s. Move the corners inside.")
            % {"place": place.name}
        )
    corners = drawn.exterior.coords  # some programs add a height
    ring = [[round(one[0], 6), round(one[1], 6)] for one in corners]
    return {"type": "Polygon", "coordinates": [ring]}


def _around(place: Neighborhood) -> BaseGeometry:
    return make_valid(shape(place.boundary)).buffer(RIM)
