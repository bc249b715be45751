"""Load the places people say instead of an address, and what is drawn under the maps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import shapely
from django.db import transaction
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from engagement.audit.services import record
from engagement.common.roles import Actor
from engagement.places.errors import MapFileError
from engagement.places.geojson import (
    LINEAR,
    POLYGONAL,
    Feature,
    as_geojson,
    need_field,
    only,
    read_features,
    shortened,
)
from engagement.places.models import Landmark, MapLayer
from engagement.places.queries import locator
from engagement.places.services.locks import lock_the_map

_LONGEST_NAME: Final = 160
LAYERS: Final = ("water", "park", "building")


@dataclass
class LandmarkReport:
    """What an import did."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    without_name: int = 0
    outside: int = 0
    repeated: int = 0


@transaction.atomic
def import_landmarks(
    *, content: bytes, name_field: str, now: datetime, actor: Actor | None = None
) -> LandmarkReport:
    """Load or update landmarks by name and neighborhood. Raises MapFileError.

    A shape counts as a point inside it; of two of one name in one neighborhood the
    first is kept.
    """
    lock_the_map()
    report = LandmarkReport()
    features = read_features(content)
    need_field(features, name_field)
    _store(_named_spots(features, name_field, report), report)
    record(
        actor=actor,
        action="places.import_landmarks",
        subject="landmarks",
        now=now,
        created=report.created,
        updated=report.updated,
    )
    return report


def _named_spots(
    features: list[Feature], name_field: str, report: LandmarkReport
) -> dict[tuple[str, int], shapely.Point]:
    find = locator().find
    spots: dict[tuple[str, int], shapely.Point] = {}
    for feature, spot in _spots(features):
        name = feature.text(name_field)[:_LONGEST_NAME]
        place = find(spot.y, spot.x)
        if not name:
            report.without_name += 1
        elif not isinstance(place, int):
            report.outside += 1
        elif (name, place) in spots:
            report.repeated += 1
        else:
            spots[name, place] = spot
    return spots


def _spots(features: list[Feature]) -> list[tuple[Feature, shapely.Point]]:
    spots, wrong = [], []
    for feature in features:
        if feature.geometry is None:
            wrong.append(
                _("Feature %(number)s has no geometry.") % {"number": feature.number}
            )
        else:
            spots.append((feature, feature.geometry.representative_point()))
    if wrong:
        raise MapFileError("\n".join(shortened(wrong)))
    return spots


def _store(spots: dict[tuple[str, int], shapely.Point], report: LandmarkReport) -> None:
    known = {
        (row.name, row.neighborhood_id): row for row in Landmark.objects.order_by("-pk")
    }
    fresh, moved = [], []
    for (name, place), spot in sorted(spots.items()):
        row = known.get((name, place))
        if row is None:
            fresh.append(
                Landmark(name=name, neighborhood_id=place, lat=spot.y, lon=spot.x)
            )
        elif (row.lat, row.lon) != (spot.y, spot.x):
            row.lat, row.lon = spot.y, spot.x
            moved.append(row)
        else:
            report.unchanged += 1
    Landmark.objects.bulk_create(fresh, batch_size=1000)
    Landmark.objects.bulk_update(moved, ["lat", "lon"], batch_size=1000)
    report.created, report.updated = len(fresh), len(moved)


@transaction.atomic
def import_layers(
    *,
    content: bytes,
    kind: str,
    now: datetime,
    name_field: str = "",
    actor: Actor | None = None,
) -> int:
    """Replace one layer of the map (water, park or building) and count its shapes.

    Raises MapFileError.
    """
    if kind not in LAYERS:
        raise MapFileError(
            _("A layer is one of: %(layers)s.") % {"layers": ", ".join(LAYERS)}
        )
    lock_the_map()
    features = read_features(content)
    if name_field:
        need_field(features, name_field)
    shapes = [(feature, _drawable(feature)) for feature in features]
    MapLayer.objects.filter(kind=kind).delete()
    MapLayer.objects.bulk_create(
        (
            MapLayer(
                kind=kind,
                name=feature.text(name_field)[:_LONGEST_NAME] if name_field else "",
                shape=as_geojson(drawn),
            )
            for feature, drawn in shapes
        ),
        batch_size=1000,
    )
    record(
        actor=actor,
        action="places.import_layers",
        subject=f"layer:{kind}",
        now=now,
        shapes=len(shapes),
    )
    return len(shapes)


def _drawable(feature: Feature) -> BaseGeometry:
    drawn = feature.geometry
    if drawn is not None and not drawn.is_valid:
        drawn = shapely.make_valid(drawn)
    kept = None
    if drawn is not None:
        kept = only(POLYGONAL, drawn) or only(LINEAR, drawn)
    if kept is None:
        raise MapFileError(
            _("Feature %(number)s has no area and no line that could be drawn.")
            % {"number": feature.number}
        )
    return kept
