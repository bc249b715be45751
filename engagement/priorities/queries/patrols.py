"""How patrol hours lie beside the busy places of a published report (RULINGS 44).

No tracks are kept, so nobody knows where a patrol walked: its hours are spread evenly
over the area its group watches. That says where a group looks, not what it saw.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from engagement.common.suppression import public_count
from engagement.places.cells import cells_touching
from engagement.places.models import Neighborhood, Street
from engagement.priorities.models import Report
from engagement.priorities.queries.reports import published_reports
from watchgroups.choices import AreaKind
from watchgroups.models import Group
from watchgroups.queries.activity import figures_of

DAYS: Final = 28
MOST_BUSY: Final = 10
RESOLUTION: Final = 9
_BESIDE_A_STREET: Final = 0.0002  # degrees, about 20 m


@dataclass(frozen=True)
class Coverage:
    """What part of a group’s area is busy, and how many of its hours that makes."""

    report: Report
    cells: int
    busy: int
    busy_in_place: int
    hours: int

    @property
    def share(self) -> float:
        """Give the part of the hours that falls on busy cells, if spread evenly."""
        return self.busy / self.cells if self.cells else 0.0

    @property
    def busy_hours(self) -> int:
        return round(self.hours * self.share)


def coverage_of(group: Group, now: datetime) -> Coverage | None:
    """Lay a group’s hours of four weeks beside the last published report, if there is one."""
    report = published_reports().filter(neighborhood=group.neighborhood_id).first()
    if report is None:
        return None
    watched, busy = set(cells_touching(area_of(group), RESOLUTION)), busy_cells(report)
    figures = figures_of(group, now - timedelta(days=DAYS), now)
    return Coverage(
        report=report,
        cells=len(watched),
        busy=len(watched & busy),
        busy_in_place=len(busy),
        hours=figures.hours,
    )


def busy_cells(report: Report) -> set[int]:
    """Name the cells with most concerns, of those that the public map shows."""
    hexes = json.loads(report.frozen)["facts"]["hexes"]
    shown = [one for one in hexes if public_count(one["public"]) is not None]
    shown.sort(key=lambda one: (-one["public"], one["cell"]))
    return {int(one["cell"], 16) for one in shown[:MOST_BUSY]}


def area_of(group: Group) -> BaseGeometry:
    """Draw the area a group watches."""
    place: Neighborhood = group.neighborhood
    if group.area_kind == AreaKind.POLYGON and group.polygon:
        return shape(group.polygon)
    if group.area_kind == AreaKind.STREETS:
        streets = Street.objects.filter(neighborhood=place, name__in=group.streets)
        lines = [shape(line) for line in streets.values_list("line", flat=True)]
        if lines:
            return shapely.union_all(lines).buffer(_BESIDE_A_STREET)
    return shape(place.boundary)
