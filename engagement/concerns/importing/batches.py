"""Read a file in batches, and find the place of a whole batch at once."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyproj
from numpy.typing import NDArray

from engagement.concerns.importing.errors import ImportMapError
from engagement.concerns.importing.maps import SourceMap
from engagement.concerns.importing.public_points import PublicPoints
from engagement.concerns.importing.reading import (
    NULL,
    Reader,
    RejectedError,
    Row,
    escaped,
)
from engagement.concerns.importing.records import Record, Records, Spoiled
from engagement.places.cells import cells_of
from engagement.places.locate import IS_OUTSIDE, Locator

ROWS: Final = 10_000
FIRST_ROWS: Final = 1_000  # so that the database has something to do at once
CHARACTERS: Final = 8_000_000  # of rows of ten kilobytes, memory holds fewer
Ids = NDArray[np.int64]
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Refusal:
    """A row that is not taken in."""

    line: int
    reason: str
    cells: list[str]


@dataclass
class Places:
    """Where the rows of a batch lie, one entry a row."""

    lats: Numbers
    lons: Numbers
    places: Ids
    snaps: Ids
    cells: tuple[Ids, Ids, Ids]

    @property
    def has_point(self) -> NDArray[np.bool_]:
        return ~np.isnan(self.lats)

    @property
    def is_outside(self) -> NDArray[np.bool_]:
        known: NDArray[np.bool_] = self.places == IS_OUTSIDE
        return known


@dataclass
class Batch:
    """Some thousand rows of a file and what could not be taken of them."""

    rows: list[Row] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    where: Places | None = None
    lines: list[str] = field(default_factory=list)  # each row as COPY wants it
    bytes_read: int = 0

    def holds(self, most: int) -> bool:
        return len(self.rows) + len(self.refused) >= most


class Placer:
    """Everything needed to place points, read from the database beforehand."""

    def __init__(
        self, source_map: SourceMap, locator: Locator, tables: PublicPoints
    ) -> None:
        self._locator, self._tables = locator, tables
        self._plane = _plane(source_map.crs) if source_map.crs else None

    def place(self, rows: list[Row]) -> Places:
        lons = np.array([row.x for row in rows], dtype=np.float64)
        lats = np.array([row.y for row in rows], dtype=np.float64)
        if self._plane is not None:
            lons, lats = self._plane.transform(lons, lats)
            nowhere = ~(np.isfinite(lons) & np.isfinite(lats))
            lons[nowhere] = lats[nowhere] = np.nan
        places = self._locator.find_all(lats, lons)
        return Places(
            lats=lats,
            lons=lons,
            places=places,
            snaps=self._tables.nearest(places, lats, lons),
            cells=_cells(lats, lons),
        )


def _plane(crs: str) -> pyproj.Transformer:
    try:
        return pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    except pyproj.exceptions.ProjError:
        message = f"“{crs}” is no coordinate system. Write one like EPSG:2249."
        raise ImportMapError(message) from None


def _cells(lats: Numbers, lons: Numbers) -> tuple[Ids, Ids, Ids]:
    known = ~np.isnan(lats)
    found = cells_of(lats[known], lons[known])
    spread = tuple(np.zeros(len(lats), dtype=np.int64) for _part in found)
    for whole, part in zip(spread, found, strict=True):
        whole[known] = part
    seven, eight, nine = spread
    return seven, eight, nine


def batches(records: Records, reader: Reader, placer: Placer) -> Iterator[Batch]:
    """Give the whole file, a batch at a time."""
    batch, rows, most = Batch(), min(FIRST_ROWS, ROWS), CHARACTERS
    for found in records:
        _take(batch, found, reader)
        if batch.holds(rows) or records.characters > most:
            yield _placed(batch, records, placer)
            batch, rows, most = Batch(), ROWS, records.characters + CHARACTERS
    yield _placed(batch, records, placer)


def _take(batch: Batch, found: Record | Spoiled, reader: Reader) -> None:
    if isinstance(found, Spoiled):
        batch.refused.append(Refusal(found.line, found.reason, [found.text]))
        return
    try:
        batch.rows.append(reader.read(found.line, found.cells))
    except RejectedError as error:
        batch.refused.append(Refusal(found.line, str(error), found.cells))


def _placed(batch: Batch, records: Records, placer: Placer) -> Batch:
    batch.where = placer.place(batch.rows)
    batch.lines = [
        f"{escaped(row.source_id)}\t{row.digest}\t{row.values}\t{where}"
        for row, where in zip(batch.rows, _written(batch.where), strict=True)
    ]
    batch.bytes_read = records.bytes_read
    return batch


def _written(places: Places) -> list[str]:
    """Write where each row lies as COPY wants it."""
    nowhere = f"{NULL}\t{NULL}\t{NULL}\tf\t{NULL}\t{NULL}\t{NULL}\t{NULL}"
    columns = (
        places.has_point,
        places.lats,
        places.lons,
        places.places,
        places.is_outside,
        places.snaps,
        *places.cells,
    )
    return [
        f"{lat!r}\t{lon!r}\t{place if place > 0 else NULL}\t{'t' if out else 'f'}"
        f"\t{snap or NULL}\t{r7}\t{r8}\t{r9}"
        if is_known
        else nowhere
        for is_known, lat, lon, place, out, snap, r7, r8, r9 in zip(
            *(column.tolist() for column in columns), strict=True
        )
    ]


def one_ahead(coming: Iterator[Batch]) -> Generator[Batch, None, None]:
    """Read the next batch while the database is busy with this one."""
    with ThreadPoolExecutor(max_workers=1) as reader:
        following = reader.submit(next, coming, None)
        while (batch := following.result()) is not None:
            following = reader.submit(next, coming, None)
            yield batch
