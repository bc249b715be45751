"""Load or update street lines, for place search and for the public's points."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import shapely
from django.db import transaction
from django.utils.translation import gettext as _
from shapely import STRtree
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from engagement.audit.services import record
from engagement.common.roles import Actor
from engagement.places.errors import MapFileError
from engagement.places.geojson import (
    LINEAR,
    Feature,
    as_geojson,
    need_field,
    only,
    read_features,
    shortened,
)
from engagement.places.models import Neighborhood, Street
from engagement.places.services.locks import lock_the_map
from engagement.places.services.snap_tables import redraw_snap_points
from engagement.places.snapping import MIN_ADDRESSES

_LONGEST_NAME: Final = 160
_YES: Final = {"1", "true", "t", "yes", "y"}
_FIELDS: Final = ["line", "middle_lat", "middle_lon", "addresses", "is_major"]


@dataclass
class StreetReport:
    """What an import did."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    without_name: int = 0
    outside: int = 0
    snap_streets: int = 0
    changed_ids: list[int] = field(default_factory=list)
    """Neighborhoods whose public points changed: place what lies there again."""


@dataclass
class _Pieces:
    """What of one street lies inside one neighborhood."""

    lines: list[BaseGeometry] = field(default_factory=list)
    addresses: float = 0
    is_major: bool = False


@transaction.atomic
def import_streets(
    *,
    content: bytes,
    name_field: str,
    now: datetime,
    actor: Actor | None = None,
    addresses_field: str = "",
    major_field: str = "",
    retire_others: bool = False,
) -> StreetReport:
    """Load or update streets by name and neighborhood; all of the file or nothing.

    A street that runs through several neighborhoods is one street in each; addresses
    are shared out by length. Raises MapFileError.
    """
    lock_the_map()
    report = StreetReport()
    features = read_features(content)
    for wanted in filter(None, (name_field, addresses_field, major_field)):
        need_field(features, wanted)
    places = list(Neighborhood.objects.filter(is_active=True).order_by("name"))
    if not places:
        raise MapFileError(_("Import the neighborhoods first: streets belong to them."))
    pieces = _cut(features, places, report, name_field, addresses_field, major_field)
    _store(pieces, report, retire_others=retire_others)
    report.changed_ids = sorted(redraw_snap_points(places))
    record(
        actor=actor,
        action="places.import_streets",
        subject="streets",
        now=now,
        created=report.created,
        updated=report.updated,
        removed=report.removed,
    )
    return report


def _cut(
    features: list[Feature],
    places: list[Neighborhood],
    report: StreetReport,
    name_field: str,
    addresses_field: str,
    major_field: str,
) -> dict[tuple[str, int], _Pieces]:
    """Cut every line at the borders it crosses."""
    areas = [shape(place.boundary) for place in places]
    shapely.prepare(areas)
    tree = STRtree(areas)
    pieces: dict[tuple[str, int], _Pieces] = defaultdict(_Pieces)
    for feature, line in _lines(features):
        name = feature.text(name_field)[:_LONGEST_NAME]
        if not name:
            report.without_name += 1
            continue
        inside = [
            (int(index), part)
            for index in sorted(tree.query(line, predicate="intersects"))
            if (part := _part(line, areas[index])) is not None
        ]
        report.outside += not inside
        for index, part in inside:
            found = pieces[name, places[index].pk]
            share = part.length / line.length
            found.lines.append(part)
            found.addresses += share * _addresses(feature, addresses_field)
            found.is_major |= feature.text(major_field).lower() in _YES
    return pieces


def _lines(features: list[Feature]) -> list[tuple[Feature, BaseGeometry]]:
    lines, wrong = [], []
    for feature in features:
        drawn = feature.geometry
        line = None if drawn is None else only(LINEAR, drawn)
        if line is not None and line.length > 0:
            lines.append((feature, line))
        elif drawn is None:
            wrong.append(
                _("Feature %(number)s has no geometry.") % {"number": feature.number}
            )
        else:
            wrong.append(
                _("Feature %(number)s is a %(what)s. A street needs a line.")
                % {"number": feature.number, "what": drawn.geom_type}
            )
    if wrong:
        raise MapFileError("\n".join(shortened(wrong)))
    return lines


def _part(line: BaseGeometry, area: BaseGeometry) -> BaseGeometry | None:
    if area.covers(line):
        return line
    return only(LINEAR, shapely.intersection(line, area))


def _addresses(feature: Feature, addresses_field: str) -> float:
    text = feature.text(addresses_field) if addresses_field else ""
    if not text:
        return 0
    try:
        number = float(text)
    except ValueError:
        number = -1
    if not 0 <= number < 2**31:
        raise MapFileError(
            _(
                "Feature %(number)s says “%(text)s” addresses, which is not a number of addresses."
            )
            % {"number": feature.number, "text": text}
        )
    return number


def _store(
    pieces: dict[tuple[str, int], _Pieces],
    report: StreetReport,
    *,
    retire_others: bool,
) -> None:
    known = {(row.name, row.neighborhood_id): row for row in Street.objects.all()}
    fresh, changed = [], []
    for (name, place_id), found in sorted(pieces.items()):
        row = known.pop((name, place_id), None)
        values = _values(found)
        report.snap_streets += values["addresses"] >= MIN_ADDRESSES
        if row is None:
            fresh.append(Street(name=name, neighborhood_id=place_id, **values))
        elif any(getattr(row, key) != value for key, value in values.items()):
            for key, value in values.items():
                setattr(row, key, value)
            changed.append(row)
        else:
            report.unchanged += 1
    Street.objects.bulk_create(fresh, batch_size=1000)
    Street.objects.bulk_update(changed, _FIELDS, batch_size=500)
    report.created, report.updated = len(fresh), len(changed)
    if retire_others:
        gone = [row.pk for row in known.values()]
        Street.objects.filter(pk__in=gone).delete()
        report.removed = len(gone)


def _values(found: _Pieces) -> dict[str, Any]:
    whole = shapely.line_merge(shapely.union_all(found.lines))
    longest = max(shapely.get_parts([whole]), key=lambda part: part.length)
    middle = longest.interpolate(0.5, normalized=True)
    return {
        "line": as_geojson(whole),
        "middle_lat": middle.y,
        "middle_lon": middle.x,
        "addresses": round(found.addresses),
        "is_major": found.is_major,
    }
