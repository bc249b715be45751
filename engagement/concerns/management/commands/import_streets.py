"""Load or update street lines, for place search and the public's points."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import now
from tqdm import tqdm

from engagement.common.commands import file_bytes, whole_or_nothing
from engagement.concerns.importing import place_again
from engagement.places.services import import_streets


class Command(BaseCommand):
    help = "Load or update streets from GeoJSON lines; run it again any time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.geojson")
        parser.add_argument("--name", required=True, metavar="FIELD")
        parser.add_argument(
            "--addresses",
            default="",
            metavar="FIELD",
            help="how many addresses lie along the line; streets with 8 or more"
            " become public points",
        )
        parser.add_argument("--major", default="", metavar="FIELD")
        parser.add_argument(
            "--retire", action="store_true", help="drop streets the file does not name"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        content = file_bytes(options["file"])
        with (
            whole_or_nothing(),
            tqdm(unit=" concerns", disable=None, leave=False) as bar,
        ):
            report = import_streets(
                content=content,
                name_field=options["name"],
                addresses_field=options["addresses"],
                major_field=options["major"],
                retire_others=options["retire"],
                now=now(),
            )
            moved = place_again(now=now(), watch=bar.update)
        self.stdout.write(
            f"Streets: {report.created} new, {report.updated} updated,"
            f" {report.unchanged} unchanged, {report.removed} dropped."
        )
        self.stdout.write(
            f"Left out: {report.without_name} without a name, {report.outside} outside"
            f" every neighborhood. With addresses enough for a public point:"
            f" {report.snap_streets}."
        )
        if moved.issues:
            self.stdout.write(f"Given a new public point: {moved.issues} issues.")
