"""Cells that many named, on a map drawn on the server.

All that is drawn of answers is what the table prints: a cell that is not printed leaves
no trace in the drawing, and cells are numbered by printed numbers alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from engagement.common.staticmap import Bounds, Hex, draw_map
from feedback.answers import CELL_DEGREES
from feedback.queries.ground import Ground

NUMBERED: Final = 9  # more numbers would lie on each other
_LEVELS: Final = ((100, 4), (50, 3), (20, 2))


@dataclass(frozen=True)
class Cell:
    """One printed cell; `number` is the one it has on the map and in the table."""

    lon: float
    lat: float
    people: int
    street: str
    number: str = ""

    @property
    def level(self) -> int:
        return next((one for least, one in _LEVELS if self.people >= least), 1)

    @property
    def ring(self) -> list[tuple[float, float]]:
        half = CELL_DEGREES / 2
        south, north = self.lat - half, self.lat + half
        west, east = self.lon - half, self.lon + half
        return [(south, west), (south, east), (north, east), (north, west)]


def cells_of(table: Mapping[str, Any]) -> list[Cell]:
    """Give the printed cells of a question, those most people named first."""
    rows = sorted(table.get("cells", ()), key=lambda row: (-row[2], row[0], row[1]))
    return [
        Cell(lon, lat, people, street, str(nth) if nth <= NUMBERED else "")
        for nth, (lon, lat, people, street) in enumerate(rows, 1)
    ]


def map_of(cells: Sequence[Cell], ground: Ground) -> SafeString:
    """Draw printed cells on the ground."""
    return draw_map(
        label=_reading(cells),
        bounds=_bounds(cells, ground.bounds),
        layers=ground.layers,
        hexes=[Hex(cell.ring, cell.level, cell.number) for cell in cells],
        names=ground.names,
    )


def _reading(cells: Sequence[Cell]) -> str:
    """Say the map in one sentence for those who do not see it."""
    return _(
        "Map of the places most people named: first around %(street)s, %(people)d people. The table below says the same."
    ) % {"street": cells[0].street, "people": cells[0].people}


def _bounds(cells: Sequence[Cell], ground: Bounds) -> Bounds:
    """Show the whole ground, and printed cells beyond it as well."""
    corners = [corner for cell in cells for corner in cell.ring]
    return (
        min(ground[0], *(lon for _lat, lon in corners)),
        min(ground[1], *(lat for lat, _lon in corners)),
        max(ground[2], *(lon for _lat, lon in corners)),
        max(ground[3], *(lat for lat, _lon in corners)),
    )
