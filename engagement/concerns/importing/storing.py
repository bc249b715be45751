"""Write one batch: what is new, what has changed, and what could not be taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from engagement.concerns.counters import recount
from engagement.concerns.importing import statements
from engagement.concerns.importing.batches import Batch, Refusal
from engagement.concerns.importing.maps import SourceMap
from engagement.concerns.importing.reading import Row
from engagement.concerns.importing.references import new_references
from engagement.concerns.models import ImportRun, RejectedRow

TWICE: Final = "the id appears twice in the file"
_LONGEST_KEPT: Final = 10_000
_WORTH_COUNTING: Final = 1_000


@dataclass(frozen=True)
class Known:
    """What is there already under a source id."""

    concern_id: int
    issue_id: int
    digest: str


@dataclass(frozen=True)
class Sorted:
    """The rows of a batch by what has to be done with them, as places in the batch."""

    new: list[int]
    changed: list[int]
    unchanged: list[int]

    @property
    def taken(self) -> list[int]:
        return [*self.new, *self.changed, *self.unchanged]


class Store:
    """The tables of one import: opened once, then given batch after batch."""

    def __init__(self, source_map: SourceMap, run: ImportRun, now: datetime) -> None:
        self._map, self._run, self._now = source_map, run, now
        self._inserts = statements.insert_new(source_map.source, source_map.tier)
        self.taken_over = 0
        self._has_counted = False
        with connection.cursor() as cursor:
            cursor.execute(statements.KEEP_AUTOVACUUM_OFF)
            cursor.execute(statements.STAGE)
            cursor.execute("SELECT coalesce(max(id), 0) FROM concerns_concern")
            self._newest_before: int = cursor.fetchone()[0]
        self._seen = bytearray(self._newest_before // 8 + 1)

    def close(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statements.CLEAR)

    def write(self, batch: Batch) -> Sorted:
        """Write a batch; rows whose id came before join its refused ones."""
        with connection.cursor() as cursor:
            rows = _first_of_their_id(batch)
            known = self._known(cursor, list(rows))
            sorted_rows = self._sort(batch, rows, known)
            if sorted_rows.new or sorted_rows.changed:
                self._stage(cursor, batch, sorted_rows, known)
                self._move(cursor, sorted_rows, batch.rows, known)
        return sorted_rows

    def _known(self, cursor: Any, source_ids: list[str]) -> dict[str, Known]:
        cursor.execute(
            "SELECT source_id, id, first_issue_id, source_hash FROM concerns_concern"
            " WHERE source = %s AND source <> '' AND source_id = ANY(%s)",
            [self._map.source, source_ids],
        )
        return {key: Known(*values) for key, *values in cursor.fetchall()}

    def _sort(
        self, batch: Batch, rows: dict[str, int], known: dict[str, Known]
    ) -> Sorted:
        found = Sorted([], [], [])
        for source_id, index in rows.items():
            row, old = batch.rows[index], known.get(source_id)
            if old is None:
                found.new.append(index)
            elif self._came_before(old.concern_id):
                batch.refused.append(Refusal(row.line, TWICE, list(row.record)))
            elif old.digest == row.digest:
                found.unchanged.append(index)
            else:
                found.changed.append(index)
        return found

    def _came_before(self, concern_id: int) -> bool:
        """Tell whether this file has had the row already; remember that it has now.

        What this import wrote itself has a higher id than anything before it. A bit is
        kept for each older row, so that memory hardly grows with the file.
        """
        if concern_id > self._newest_before:
            return True
        byte, bit = divmod(concern_id, 8)
        came = bool(self._seen[byte] & (1 << bit))
        self._seen[byte] |= 1 << bit
        return came

    def _stage(
        self, cursor: Any, batch: Batch, rows: Sorted, known: dict[str, Known]
    ) -> None:
        cursor.execute("TRUNCATE import_stage")
        names = zip(
            _free_names(cursor, "concerns_concern", len(rows.new)),
            _free_names(cursor, "concerns_issue", len(rows.new)),
            strict=True,
        )
        old = (known[batch.rows[index].source_id] for index in rows.changed)
        ids = ((each.concern_id, each.issue_id) for each in old)
        for statement, chosen, tails in (
            (statements.COPY_NEW, rows.new, names),
            (statements.COPY_CHANGED, rows.changed, ids),
        ):
            lines = [
                f"{batch.lines[index]}\t{first}\t{second}\n"
                for index, (first, second) in zip(chosen, tails, strict=True)
            ]
            if lines:
                with cursor.copy(statement) as copy:
                    copy.write("".join(lines))

    def _move(
        self, cursor: Any, found: Sorted, rows: list[Row], known: dict[str, Known]
    ) -> None:
        if found.new:
            self._add(cursor, len(found.new))
        if found.changed:
            cursor.execute(statements.COUNT_TAKEN_OVER)
            self.taken_over += cursor.fetchone()[0]
            cursor.execute(statements.UPDATE_CONCERNS)
            said = {"now": self._now, "tier": self._map.tier.value}
            for sql in statements.UPDATE_ISSUES:
                cursor.execute(sql, said)
            recount([known[rows[index].source_id].issue_id for index in found.changed])

    def _add(self, cursor: Any, count: int) -> None:
        issues, *others = self._inserts
        cursor.execute(*issues)
        if count >= _WORTH_COUNTING and not self._has_counted:
            cursor.execute(statements.COUNT_ISSUES)
            self._has_counted = True
        for sql, parameters in others:
            cursor.execute(sql, parameters)

    def keep_refused(self, refused: Iterable[Refusal], header: list[str]) -> None:
        """Keep every row that was not taken, with its reason."""
        RejectedRow.objects.bulk_create(
            RejectedRow(
                run=self._run,
                line=refusal.line,
                reason=refusal.reason,
                row=as_kept(refusal, header),
            )
            for refusal in refused
        )


def _first_of_their_id(batch: Batch) -> dict[str, int]:
    first: dict[str, int] = {}
    for index, row in enumerate(batch.rows):
        if first.setdefault(row.source_id, index) != index:
            batch.refused.append(Refusal(row.line, TWICE, list(row.record)))
    return first


def _free_names(cursor: Any, table: str, count: int) -> list[str]:
    """Draw references that nothing in the table has yet."""
    names: dict[str, None] = {}
    while len(names) < count:
        drawn = dict.fromkeys(new_references(count - len(names)))
        cursor.execute(
            f"SELECT reference FROM {table} WHERE reference = ANY(%s)",  # noqa: S608 - a name of ours
            [list(drawn)],
        )
        for (taken,) in cursor.fetchall():
            del drawn[taken]
        names |= drawn
    return list(names)


def as_kept(refusal: Refusal, header: list[str]) -> dict[str, str]:
    """Give the row by column, readable whatever was in it; very long cells are cut."""
    names = [*header, *(f"+{n}" for n in range(1, len(refusal.cells) + 1))]
    if len(refusal.cells) == 1:
        names = ["line"]
    return {
        name: _readable(cell) for name, cell in zip(names, refusal.cells, strict=False)
    }


def _readable(cell: str) -> str:
    shown = cell[:_LONGEST_KEPT].replace("\0", "␀")
    shown = shown.encode(errors="replace").decode()
    if len(cell) > _LONGEST_KEPT:
        shown += f"… (cut after {_LONGEST_KEPT:,} characters)"
    return shown
