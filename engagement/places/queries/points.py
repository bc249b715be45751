"""From an exact point to the public one, and to the street beside it."""

from __future__ import annotations

from functools import lru_cache

import shapely
from django.db.models import F, FloatField, QuerySet
from django.db.models.functions import Cos, Power, Radians
from shapely import STRtree
from shapely.geometry import shape

from engagement.places.models import Neighborhood, SnapPoint, Street
from engagement.places.queries.boundaries import locator, table_version
from engagement.places.snapping import Snapper, squeeze


def _table_of(neighborhood_id: int) -> QuerySet[SnapPoint]:
    return SnapPoint.objects.filter(neighborhood=neighborhood_id, is_active=True)


def snap_for(neighborhood_id: int, lat: float, lon: float) -> SnapPoint | None:
    """Give the nearest public point inside the same neighborhood."""
    middle = (F("neighborhood__south") + F("neighborhood__north")) / 2.0
    across = (F("lon") - lon) * Cos(Radians(middle), output_field=FloatField())
    away = Power(F("lat") - lat, 2.0) + Power(across, 2.0)
    nearest_first = _table_of(neighborhood_id).order_by(away, "lat", "lon")
    return nearest_first.first()


def snapper_for(neighborhood: Neighborhood) -> Snapper | None:
    """Give the same answers as `snap_for`, for many points; None without a table."""
    rows = _table_of(neighborhood.pk).order_by("lat", "lon")
    table = list(rows.values_list("pk", "lat", "lon"))
    if not table:
        return None
    return Snapper(table, squeeze_by=squeeze(neighborhood.south, neighborhood.north))


def nearest_street(lat: float, lon: float) -> Street | None:
    """Name the street beside a point, among those of its neighborhood."""
    place = locator().find(lat, lon)
    if not isinstance(place, int):
        return None
    scale, keys, lines = _streets_of(place, table_version(Street))
    if not keys:
        return None
    index = lines.nearest(shapely.Point(lon * scale, lat))
    return Street.objects.filter(pk=keys[int(index)]).first()


@lru_cache(maxsize=64)
def _streets_of(
    neighborhood_id: int,
    version: str,  # noqa: ARG001 - the cache's key
) -> tuple[float, list[int], STRtree]:
    place = Neighborhood.objects.get(pk=neighborhood_id)
    scale = squeeze(place.south, place.north)
    rows = Street.objects.filter(neighborhood=place).order_by("name")
    pairs = list(rows.values_list("pk", "line"))
    lines = [
        shapely.transform(shape(line), lambda xy: xy * (scale, 1.0))
        for _key, line in pairs
    ]
    return scale, [key for key, _line in pairs], STRtree(lines)
