"""Stream a city's export into concerns, by a map; repeatable by source id."""

from __future__ import annotations

import csv
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now
from tqdm import tqdm

from engagement.common.commands import whole_or_nothing
from engagement.concerns.importing import ImportResult, import_concerns, load_map
from engagement.concerns.importing.batches import Refusal
from engagement.concerns.importing.running import Keep

_MOST_LISTED = 40


class Command(BaseCommand):
    help = "Import any city's CSV export of requests; run it again any time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.csv[.gz]")
        parser.add_argument(
            "--map",
            required=True,
            metavar="MAP.toml",
            help="or the name of a shipped one",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="show the table, write nothing"
        )
        parser.add_argument(
            "--rejects", metavar="FILE.csv", help="also write the rejected rows here"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        path = Path(options["file"])
        size = path.stat().st_size if path.is_file() else None
        with (
            whole_or_nothing(),
            _rejects(options["rejects"], path) as keep,
            tqdm(
                total=size, unit="B", unit_scale=True, disable=None, leave=False
            ) as bar,
        ):
            result = import_concerns(
                path=path,
                source_map=load_map(options["map"]),
                now=now(),
                dry_run=options["dry_run"],
                keep=keep,
                watch=lambda read: bar.update(read - bar.n),
            )
        self._show(result)
        if options["dry_run"]:
            self.stdout.write("A dry run: nothing has been written.")

    def _show(self, result: ImportResult) -> None:
        self._table(
            [
                ("read", result.read),
                ("new", result.new),
                ("updated", result.updated),
                ("unchanged", result.unchanged),
                ("rejected", result.rejected.total()),
                *((f"  {reason}", n) for reason, n in result.rejected.most_common()),
                ("", None),
                ("placed in a neighborhood", result.placed),
                ("outside the town", result.outside),
                ("no place known", result.no_place),
                *(
                    (f"  ignored point {point}", n)
                    for point, n in result.remarks.ignored_points.most_common()
                ),
                ("  no point given", result.remarks.blank_points),
            ]
        )
        self._remarks(result)
        speed = result.read / result.seconds if result.seconds else 0
        self.stdout.write(f"{result.seconds:.1f} seconds, {speed:,.0f} rows a second.")

    def _table(self, rows: list[tuple[str, int | None]]) -> None:
        for name, number in rows:
            if number is None:
                self.stdout.write("")
            elif number or not name.startswith("  "):
                self.stdout.write(f"{name:<60}{number:>12,}")

    def _remarks(self, result: ImportResult) -> None:
        remarks = result.remarks
        if result.without_boundaries:
            self.stdout.write(
                f"{result.without_boundaries:,} have a point, but this town has no"
                " boundaries yet: import_neighborhoods will place them."
            )
        if remarks.officer_found:
            self.stdout.write(
                f"{remarks.officer_found:,} were found by staff: counted, not scored."
            )
        if remarks.closed_before_opened:
            self.stdout.write(
                f"{remarks.closed_before_opened:,} were closed before they were opened:"
                " the opening time stands for both."
            )
        if result.kept_as_worked_on:
            self.stdout.write(
                f"{result.kept_as_worked_on:,} changed ones have been worked on here:"
                " their status and place stay as the officers left them."
            )
        self._unlisted(
            "Kinds the map does not list, taken in as “other”", remarks.unlisted_kinds
        )
        self._unlisted(
            "Statuses the map does not list, open unless they have a closing date",
            remarks.unlisted_statuses,
        )

    def _unlisted(self, title: str, counted: Counter[str]) -> None:
        if not counted:
            return
        self.stdout.write(f"\n{title}:")
        for name, number in counted.most_common(_MOST_LISTED):
            self.stdout.write(f"  {name or '(blank)':<58}{number:>12,}")
        more = len(counted) - _MOST_LISTED
        if more > 0:
            rest = counted.total() - sum(
                n for _k, n in counted.most_common(_MOST_LISTED)
            )
            self.stdout.write(f"  {f'and {more} more':<58}{rest:>12,}")


@contextmanager
def _rejects(spelled: str | None, source: Path) -> Iterator[Keep]:
    """Write the rejected rows beside the file asked for, and name it when all is done."""
    if spelled is None:
        yield lambda _header, _refused: None
        return
    path = Path(spelled)
    if path.is_dir():
        message = f"“{spelled}” is a folder: name a file for the rejected rows."
        raise CommandError(message)
    if path.resolve() == source.resolve():
        message = "The rejected rows cannot be written over the file they come from."
        raise CommandError(message)
    unfinished = path.with_name(f"{path.name}.part")
    try:
        file = unfinished.open("w", newline="", encoding="utf-8", errors="replace")
    except OSError as error:
        message = f"“{spelled}” cannot be written: {error.strerror}."
        raise CommandError(message) from None
    try:
        with file:
            yield _keeper(file)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _keeper(file: Any) -> Keep:
    writer = csv.writer(file)
    begun = False

    def keep(header: list[str], refused: list[Refusal]) -> None:
        nonlocal begun
        if not begun:
            writer.writerow(["line", "reason", *header])
            begun = True
        for refusal in refused:
            writer.writerow([refusal.line, refusal.reason, *refusal.cells])

    return keep
