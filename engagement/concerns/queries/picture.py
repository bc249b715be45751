"""What maps are drawn from: shapes of the town, and public points only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, Max, Q, QuerySet, Value, When
from shapely.geometry import shape

from engagement.concerns.choices import Privacy
from engagement.concerns.models import IssueQuerySet
from engagement.places.models import MapLayer, Neighborhood, Street

MOST_POINTS = 500


@dataclass(frozen=True)
class Shape:
    """One thing drawn on a map; `geometry` is GeoJSON."""

    look: str  # city, water, park, building, street or major
    name: str
    geometry: dict[str, Any]


def _streets(areas: Q) -> QuerySet[Street, tuple[str, str, Any]]:
    look = Case(
        When(is_major=True, then=Value("major")),
        default=Value("street"),
        output_field=CharField(),
    )
    rows = Street.objects.filter(areas).annotate(look=look)
    return rows.values_list("look", "name", "line")


def shapes_of(neighborhood: Neighborhood) -> list[Shape]:
    """Give what lies in and around one neighborhood, in one statement."""
    touching = Q(
        neighborhood__west__lte=neighborhood.east,
        neighborhood__east__gte=neighborhood.west,
        neighborhood__south__lte=neighborhood.north,
        neighborhood__north__gte=neighborhood.south,
    )
    layers = MapLayer.objects.values_list("kind", "name", "shape")
    rows = layers.union(_streets(touching), all=True)
    view = (
        neighborhood.west,
        neighborhood.south,
        neighborhood.east,
        neighborhood.north,
    )
    return [
        Shape(look, name, geometry)
        for look, name, geometry in rows
        if _touches(geometry, view)
    ]


def _touches(geometry: dict[str, Any], view: tuple[float, float, float, float]) -> bool:
    west, south, east, north = shape(geometry).bounds
    return west <= view[2] and east >= view[0] and south <= view[3] and north >= view[1]


@dataclass(frozen=True)
class PublicPoint:
    """One entry of the table of public points, and how many issues are there."""

    pk: int
    lat: float
    lon: float
    label: str
    count: int


def public_points(issues: IssueQuerySet) -> list[PublicPoint]:
    """Count public issues by public point, the fullest first; one more than is drawn.

    An issue that shows only its neighborhood has no place on a map.
    """
    on_the_map = issues.filter(privacy=Privacy.PUBLIC, snap_point__isnull=False)
    rows = (
        on_the_map.order_by()
        .values(
            "snap_point_id",
            "snap_point__lat",
            "snap_point__lon",
            "snap_point__label",
        )
        .annotate(count=Count("pk"), newest=Max("first_at"))
        .order_by("-count", "-newest", "snap_point_id")
    )
    return [
        PublicPoint(
            pk=row["snap_point_id"],
            lat=row["snap_point__lat"],
            lon=row["snap_point__lon"],
            label=row["snap_point__label"],
            count=row["count"],
        )
        for row in rows[: MOST_POINTS + 1]
    ]
