"""Keep the public's points in step with boundaries, people and streets."""

from __future__ import annotations

from collections.abc import Iterable

from shapely.geometry import shape

from engagement.places.models import Neighborhood, SnapPoint
from engagement.places.snapping import StreetMiddle, snap_points


def redraw_snap_points(places: Iterable[Neighborhood]) -> list[int]:
    """Draw the tables anew and name the neighborhoods whose table changed.

    A point that stays keeps its row. One that is no more is kept too, unused, because
    issues may still point to it until they are placed again.
    """
    return [place.pk for place in places if _redraw(place)]


def _redraw(place: Neighborhood) -> bool:
    streets = place.streets.order_by("name").values_list(
        "name", "middle_lat", "middle_lon", "addresses"
    )
    wanted = {
        (point.lat, point.lon): point
        for point in snap_points(
            shape(place.boundary),
            place.population,
            [StreetMiddle(*street) for street in streets],
        )
    }
    had = {(row.lat, row.lon): row for row in place.snap_points.all()}
    was_active = {spot for spot, row in had.items() if row.is_active}
    SnapPoint.objects.bulk_create(
        SnapPoint(
            neighborhood=place,
            lat=point.lat,
            lon=point.lon,
            label=point.label or place.name,
            source=point.source,
        )
        for spot, point in wanted.items()
        if spot not in had
    )
    for spot, row in had.items():
        row.is_active = spot in wanted
        if (point := wanted.get(spot)) is not None:
            row.label, row.source = point.label or place.name, point.source
    SnapPoint.objects.bulk_update(had.values(), ["is_active", "label", "source"])
    return was_active != set(wanted)
