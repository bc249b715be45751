"""Import one file: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from django.db import connection, transaction

from engagement.audit.services import record
from engagement.common.roles import Actor
from engagement.concerns.importing import statements
from engagement.concerns.importing.batches import (
    Batch,
    Placer,
    Refusal,
    batches,
    one_ahead,
)
from engagement.concerns.importing.errors import ImportFileError
from engagement.concerns.importing.maps import SourceMap
from engagement.concerns.importing.public_points import PublicPoints
from engagement.concerns.importing.reading import KindFacts, Reader, Remarks
from engagement.concerns.importing.records import Records, reading
from engagement.concerns.importing.storing import Sorted, Store
from engagement.concerns.models import ImportRun, Kind
from engagement.places.queries import locator
from engagement.places.services import hold_the_map_still

_WORTH_ANALYZING = 1_000
Keep = Callable[[list[str], list[Refusal]], object]


@dataclass
class ImportResult:
    """What became of every row of the file."""

    read: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    placed: int = 0
    outside: int = 0
    no_place: int = 0
    without_boundaries: int = 0
    kept_as_worked_on: int = 0
    remarks: Remarks = field(default_factory=Remarks)
    seconds: float = 0.0


@transaction.atomic
def import_concerns(
    *,
    path: Path,
    source_map: SourceMap,
    now: datetime,
    actor: Actor | None = None,
    dry_run: bool = False,
    watch: Callable[[int], object] = lambda _bytes_read: None,
    keep: Keep = lambda _header, _refused: None,
) -> ImportResult:
    """Bring in a file by its map; the same file again changes nothing.

    A dry run does all of it and takes it back. `keep` is given the rows that were not
    taken. Raises ImportFileError, ImportMapError.
    """
    began = monotonic()
    _wait_for_others(source_map.source)
    hold_the_map_still()
    try:
        with (
            path.open("rb") as file,
            reading(file, source_map.encoding, source_map.delimiter) as records,
        ):
            result = _import(records, path.name, source_map, now, actor, watch, keep)
    except OSError as error:
        message = f"“{path}” cannot be read: {error.strerror or error}."
        raise ImportFileError(message) from None
    if dry_run:
        transaction.set_rollback(True)
    else:
        _look_at_the_tables(result)
    result.seconds = monotonic() - began
    return result


def _wait_for_others(source: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"concerns.import:{source}"],
        )


def _import(
    records: Records,
    name: str,
    source_map: SourceMap,
    now: datetime,
    actor: Actor | None,
    watch: Callable[[int], object],
    keep: Keep,
) -> ImportResult:
    began = monotonic()
    reader = Reader(source_map, records.header, _kinds(), now)
    placer = Placer(source_map, locator(), PublicPoints())
    run = ImportRun.objects.create(
        source=source_map.source, file_name=name[-255:], started_at=now
    )
    store = Store(source_map, run, now)
    result = ImportResult(remarks=reader.remarks)
    with closing(one_ahead(batches(records, reader, placer))) as coming:
        for batch in coming:
            _count(result, batch, store.write(batch))
            store.keep_refused(batch.refused, records.header)
            keep(records.header, batch.refused)
            watch(batch.bytes_read)
    store.close()
    result.kept_as_worked_on = store.taken_over
    run.finished_at = now + timedelta(seconds=monotonic() - began)
    run.counts = as_counts(result)
    run.save(update_fields=["finished_at", "counts"])
    record(
        actor=actor,
        action="concerns.import",
        subject=run,
        now=now,
        new=result.new,
        updated=result.updated,
        rejected=result.rejected.total(),
    )
    return result


def _kinds() -> dict[str, KindFacts]:
    rows = Kind.objects.lines().values_list("code", "pk", "privacy")
    return {code: KindFacts(pk, privacy) for code, pk, privacy in rows}


def _count(result: ImportResult, batch: Batch, done: Sorted) -> None:
    result.read += len(done.taken) + len(batch.refused)
    result.new += len(done.new)
    result.updated += len(done.changed)
    result.unchanged += len(done.unchanged)
    result.rejected.update(refusal.reason for refusal in batch.refused)
    if batch.where is None or not batch.rows:
        return
    taken = done.taken
    result.placed += int((batch.where.places[taken] > 0).sum())
    result.outside += int(batch.where.is_outside[taken].sum())
    nowhere = int((~batch.where.has_point[taken]).sum())
    result.no_place += nowhere
    result.without_boundaries = (result.read - result.rejected.total()) - (
        result.placed + result.outside + result.no_place
    )


def _look_at_the_tables(result: ImportResult) -> None:
    """Let the planner know of many new rows at once."""
    if result.new < _WORTH_ANALYZING:
        return
    with connection.cursor() as cursor:
        cursor.execute(statements.COUNT_ALL)


def as_counts(result: ImportResult) -> dict[str, Any]:
    """Give the table as it is kept with the run."""
    names = [f.name for f in fields(result) if f.name not in {"remarks", "rejected"}]
    counts: dict[str, Any] = {name: getattr(result, name) for name in names}
    remarks = {f.name: getattr(result.remarks, f.name) for f in fields(result.remarks)}
    everything = counts | remarks | {"rejected": result.rejected}
    return {
        name: dict(value) if isinstance(value, Counter) else value
        for name, value in everything.items()
    }
