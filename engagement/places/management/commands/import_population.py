"""Load who lives where: age, language, housing and years, from a table."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import now

from engagement.common.commands import file_bytes, listed, whole_or_nothing
from engagement.places.services import import_population


class Command(BaseCommand):
    help = "Load who lives in which neighborhood from CSV; run it again any time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.csv")
        parser.add_argument("--source", required=True, help="who counted")
        parser.add_argument("--year", required=True, type=int)
        parser.add_argument(
            "--dry-run", action="store_true", help="look at the file, write nothing"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        content = file_bytes(options["file"])
        with whole_or_nothing():
            report = import_population(
                content=content,
                source=options["source"],
                year=options["year"],
                now=now(),
                is_trial=options["dry_run"],
            )
        for sentence in report.warnings:
            self.stdout.write(sentence)
        self.stdout.write(
            f"Population: {report.lines} lines for {', '.join(report.traits)} in"
            f" {listed(report.neighborhoods)}; {report.replaced} lines of this source"
            f" {'would be' if options['dry_run'] else 'were'} replaced."
        )
        if options["dry_run"]:
            self.stdout.write("Nothing has been written.")
