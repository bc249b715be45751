"""Boundaries or streets have changed: give every concern its neighborhood again.

A concern follows its exact point. An issue follows the concern it began with, unless
an officer has moved it elsewhere. Published reports are frozen and stay (RULINGS 23).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

import numpy as np
from django.db import connection, transaction

from engagement.audit.services import record
from engagement.common.roles import Actor
from engagement.concerns.counters import recount
from engagement.concerns.importing.public_points import PublicPoints
from engagement.concerns.models import Concern, Voice
from engagement.concerns.services.rule import Line, count_again
from engagement.places.locate import IS_OUTSIDE
from engagement.places.queries import locator
from engagement.places.services import lock_the_map

_BATCH: Final = 20_000


@dataclass
class PlacedAgain:
    """How much lies elsewhere now, or has another public point."""

    looked_at: int = 0
    concerns: int = 0
    issues: int = 0


class _Moved(NamedTuple):
    """An issue that has another neighborhood or public point than before."""

    issue: int
    kind: int
    old: int | None
    new: int | None


_STAGE: Final = """
CREATE TEMP TABLE placed_again (
  concern_id bigint, place_id bigint, is_outside boolean, snap_id bigint
) ON COMMIT DROP
"""
_COPY: Final = "COPY placed_again FROM STDIN"
_ISSUES: Final = """
WITH began AS (
  SELECT DISTINCT ON (c.first_issue_id) c.first_issue_id AS issue_id,
    c.neighborhood_id AS old_place, p.place_id, p.snap_id
  FROM placed_again p JOIN concerns_concern c ON c.id = p.concern_id
  WHERE NOT EXISTS (
    SELECT 1 FROM concerns_concern e
    WHERE e.first_issue_id = c.first_issue_id AND e.id < c.id
  )
  ORDER BY c.first_issue_id, c.id
)
UPDATE concerns_issue i SET neighborhood_id = b.place_id, snap_point_id = b.snap_id
FROM began b
WHERE i.id = b.issue_id AND i.neighborhood_id IS NOT DISTINCT FROM b.old_place
  AND (i.neighborhood_id, i.snap_point_id) IS DISTINCT FROM (b.place_id, b.snap_id)
RETURNING i.id, i.kind_id, b.old_place, i.neighborhood_id
"""
_CONCERNS: Final = """
UPDATE concerns_concern c SET neighborhood_id = p.place_id, is_outside = p.is_outside
FROM placed_again p
WHERE c.id = p.concern_id AND (c.neighborhood_id, c.is_outside)
  IS DISTINCT FROM (p.place_id, p.is_outside)
"""


@transaction.atomic
def place_again(
    *,
    now: datetime,
    actor: Actor | None = None,
    watch: Callable[[int], object] = lambda _done: None,
) -> PlacedAgain:
    """Find the neighborhood and the public point of everything anew; nothing else."""
    lock_the_map()
    placed = PlacedAgain()
    moved: list[_Moved] = []
    tables = PublicPoints()
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        for rows in _batches():
            _stage(cursor, rows, tables)
            cursor.execute(_ISSUES)
            moved += [_Moved(*row) for row in cursor.fetchall()]
            cursor.execute(_CONCERNS)
            placed.concerns += cursor.rowcount
            cursor.execute("TRUNCATE placed_again")
            placed.looked_at += len(rows)
            watch(len(rows))
        cursor.execute("DROP TABLE placed_again")
    placed.issues = len(moved)
    _count_again([one for one in moved if one.old != one.new])
    if placed.concerns or placed.issues:
        record(
            actor=actor,
            action="concerns.place_again",
            subject="concerns",
            now=now,
            concerns=placed.concerns,
            issues=placed.issues,
        )
    return placed


def _count_again(moved: list[_Moved]) -> None:
    """Apply the rule of three anew on every line an issue left or came to."""
    names = Voice.objects.filter(issue__in=[one.issue for one in moved])
    people: dict[int, set[int | None]] = defaultdict(set)
    for issue, person in names.values_list("issue", "person"):
        people[issue].add(person)
    lines: dict[Line, set[int]] = defaultdict(set)
    for one in moved:
        for place in (one.old, one.new):
            lines[place, one.kind] |= {p for p in people[one.issue] if p}
    roots: set[int] = set()
    for line, persons in sorted(lines.items(), key=str):
        roots |= count_again(persons, line)
    recount(roots)


def _batches() -> Iterator[list[tuple[int, float, float]]]:
    """Go through all concerns with a point by id, never holding more than a batch."""
    after = 0
    located = Concern.objects.filter(lat__isnull=False).order_by("pk")
    while rows := list(
        located.filter(pk__gt=after).values_list("pk", "lat", "lon")[:_BATCH]
    ):
        yield [
            (pk, lat, lon)
            for pk, lat, lon in rows
            if lat is not None and lon is not None
        ]
        after = rows[-1][0]


def _stage(
    cursor: Any, rows: list[tuple[int, float, float]], tables: PublicPoints
) -> None:
    lats = np.array([lat for _pk, lat, _lon in rows], dtype=np.float64)
    lons = np.array([lon for _pk, _lat, lon in rows], dtype=np.float64)
    places = locator().find_all(lats, lons)
    snaps = tables.nearest(places, lats, lons)
    with cursor.copy(_COPY) as copy:
        for (pk, _lat, _lon), place, snap in zip(
            rows, places.tolist(), snaps.tolist(), strict=True
        ):
            copy.write_row(
                (pk, place if place > 0 else None, place == IS_OUTSIDE, snap or None)
            )
