"""Load or update the boundaries of the neighborhoods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Final

import shapely
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from shapely import STRtree
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from engagement.audit.services import record
from engagement.common.roles import Actor
from engagement.places.errors import MapFileError
from engagement.places.geojson import (
    POLYGONAL,
    Feature,
    as_geojson,
    need_field,
    only,
    polygons_of,
    read_features,
    shortened,
    square_km,
)
from engagement.places.models import Neighborhood
from engagement.places.services.locks import lock_the_map
from engagement.places.services.snap_tables import redraw_snap_points

_WORTH_NAMING_KM2: Final = 0.00001  # ten square metres: less is a rounding of the file
_LONGEST_NAME: Final = 120
_LARGEST_KM2: Final = 600_000  # the largest municipality there is has 534,000


@dataclass(frozen=True)
class Patch:
    """Ground that two neighborhoods claim, or that none inside the town does."""

    names: tuple[str, ...]
    square_metres: float


@dataclass
class BoundaryReport:
    """What an import did, and what a person should look at."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    not_in_file: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)
    overlaps: list[Patch] = field(default_factory=list)
    gaps: list[Patch] = field(default_factory=list)
    without_population: list[str] = field(default_factory=list)
    population_of_nobody: list[str] = field(default_factory=list)
    changed_ids: list[int] = field(default_factory=list)
    """Neighborhoods whose border or public points changed: place what lies there again."""


@transaction.atomic
def import_neighborhoods(
    *,
    content: bytes,
    name_field: str,
    now: datetime,
    actor: Actor | None = None,
    population: Mapping[str, int] | None = None,
    retire_others: bool = False,
) -> BoundaryReport:
    """Load or update boundaries by name; slugs are kept; all of the file or nothing.

    Raises MapFileError.
    """
    lock_the_map()
    report = BoundaryReport()
    features = read_features(content)
    areas = _areas_by_name(features, name_field, report)
    counted = _population_by_name(areas, population or {}, report)
    return store_areas(
        areas=areas,
        population=counted,
        report=report,
        now=now,
        actor=actor,
        retire_others=retire_others,
    )


def store_areas(
    *,
    areas: Mapping[str, BaseGeometry],
    population: Mapping[str, int],
    report: BoundaryReport,
    now: datetime,
    actor: Actor | None,
    retire_others: bool,
) -> BoundaryReport:
    """Write the areas, redraw the public points of those that changed, look for trouble.

    Raises MapFileError.
    """
    _refuse_countries(areas)
    known = {row.name.casefold(): row for row in Neighborhood.objects.order_by("pk")}
    slugs = {row.slug for row in known.values()}
    kept = []
    for name, area in areas.items():
        row = known.pop(name.casefold(), None) or _new(name, slugs)
        kept.append(_store(row, area, population.get(name), report))
    _set_others_aside(known.values(), report, retire_others=retire_others)
    changed = set(report.changed_ids)
    changed |= set(redraw_snap_points(row for row in kept if row.pk in changed))
    report.changed_ids = sorted(changed)
    report.without_population = [row.name for row in kept if row.population is None]
    _look_for_trouble(report)
    record(
        actor=actor,
        action="places.import_neighborhoods",
        subject="neighborhoods",
        now=now,
        created=report.created,
        updated=report.updated,
        retired=report.retired,
    )
    return report


def _areas_by_name(
    features: list[Feature], name_field: str, report: BoundaryReport
) -> dict[str, BaseGeometry]:
    need_field(features, name_field)
    _refuse_bad_names(features, name_field)
    areas, mended = polygons_of(features)
    spelled: dict[str, str] = {}
    parts: dict[str, list[BaseGeometry]] = {}
    for feature in features:
        name = feature.text(name_field)
        name = spelled.setdefault(name.casefold(), name)
        parts.setdefault(name, []).append(areas[feature.number])
        if feature.number in mended:
            report.mended.append(name)
    report.joined = [name for name, pieces in parts.items() if len(pieces) > 1]
    return {name: _one_area(pieces) for name, pieces in sorted(parts.items())}


def _refuse_bad_names(features: list[Feature], name_field: str) -> None:
    wrong = [
        _("Feature %(number)s has no name in “%(field)s”.")
        % {"number": feature.number, "field": name_field}
        for feature in features
        if not feature.text(name_field)
    ] + [
        _("Feature %(number)s has a name longer than %(most)s characters.")
        % {"number": feature.number, "most": _LONGEST_NAME}
        for feature in features
        if len(feature.text(name_field)) > _LONGEST_NAME
    ]
    if wrong:
        raise MapFileError("\n".join(shortened(wrong)))


def _one_area(pieces: list[BaseGeometry]) -> BaseGeometry:
    return pieces[0] if len(pieces) == 1 else shapely.union_all(pieces)


def _population_by_name(
    areas: Iterable[str], population: Mapping[str, int], report: BoundaryReport
) -> dict[str, int]:
    names = {name.casefold(): name for name in areas}
    report.population_of_nobody = sorted(
        key for key in population if key.casefold() not in names
    )
    return {
        names[key.casefold()]: number
        for key, number in population.items()
        if key.casefold() in names
    }


def _refuse_countries(areas: Mapping[str, BaseGeometry]) -> None:
    for name, area in areas.items():
        if (size := square_km(area)) > _LARGEST_KM2:
            raise MapFileError(
                _(
                    "%(name)s has %(size)s km², more than any town. Is this the right file?"
                )
                % {"name": name, "size": f"{size:,.0f}"}
            )


def _new(name: str, slugs: set[str]) -> Neighborhood:
    base = slugify(name)[:100] or "neighborhood"
    numbered = (base if n == 1 else f"{base}-{n}" for n in count(1))
    slug = next(slug for slug in numbered if slug not in slugs)
    slugs.add(slug)
    return Neighborhood(name=name, slug=slug)


def _store(
    row: Neighborhood,
    area: BaseGeometry,
    population: int | None,
    report: BoundaryReport,
) -> Neighborhood:
    boundary = as_geojson(shapely.normalize(area))
    is_new, was_away = row.pk is None, not row.is_active
    moved = is_new or was_away or row.boundary != boundary
    counted = population is not None and population != row.population
    row.is_active = True
    if moved:
        row.boundary = boundary
        row.west, row.south, row.east, row.north = area.bounds
        row.area_km2 = square_km(area)
    if counted:
        row.population = population
    if moved or counted:
        row.save()
        report.changed_ids.append(row.pk)
    heap = (
        report.created
        if is_new
        else report.updated
        if moved or counted
        else report.unchanged
    )
    heap.append(row.name)
    return row


def _set_others_aside(
    others: Iterable[Neighborhood], report: BoundaryReport, *, retire_others: bool
) -> None:
    for row in others:
        if not row.is_active:
            continue
        if retire_others:
            row.is_active = False
            row.save(update_fields=["is_active"])
            report.retired.append(row.name)
            report.changed_ids.append(row.pk)
        else:
            report.not_in_file.append(row.name)


def _look_for_trouble(report: BoundaryReport) -> None:
    rows = Neighborhood.objects.filter(is_active=True).order_by("name")
    names = [row.name for row in rows]
    areas = [shape(row.boundary) for row in rows]
    report.overlaps = _overlaps(names, areas)
    report.gaps = _gaps(names, areas)


def _overlaps(names: list[str], areas: list[BaseGeometry]) -> list[Patch]:
    ones, others = STRtree(areas).query(areas, predicate="intersects")
    found = []
    for one, other in sorted(zip(ones.tolist(), others.tolist(), strict=True)):
        if one >= other:
            continue
        shared = only(POLYGONAL, shapely.intersection(areas[one], areas[other]))
        if shared is not None and (size := square_km(shared)) > _WORTH_NAMING_KM2:
            found.append(Patch((names[one], names[other]), size * 1e6))
    return sorted(found, key=lambda patch: -patch.square_metres)


def _gaps(names: list[str], areas: list[BaseGeometry]) -> list[Patch]:
    """Find ground that neighborhoods wholly surround and none of them has."""
    whole = shapely.get_parts(shapely.union_all(areas))
    rings = [ring for part in whole for ring in getattr(part, "interiors", ())]
    tree = STRtree(areas)
    found = []
    for hole in (shapely.Polygon(ring) for ring in rings):
        if (size := square_km(hole)) > _WORTH_NAMING_KM2:
            around = sorted(tree.query(hole, predicate="intersects").tolist())
            found.append(Patch(tuple(names[index] for index in around), size * 1e6))
    return sorted(found, key=lambda patch: -patch.square_metres)
