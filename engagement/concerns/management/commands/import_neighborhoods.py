"""Load or update the boundaries of the town's neighborhoods, repeatable."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now
from tqdm import tqdm

from engagement.common.commands import file_bytes, listed, whole_or_nothing
from engagement.concerns.importing import place_again
from engagement.places.population import read_population
from engagement.places.services import BoundaryReport, import_neighborhoods

_SENTENCES = {
    "created": "New: {}",
    "updated": "Updated: {}",
    "unchanged": "Unchanged: {}",
    "retired": "No longer on the map: {}",
    "not_in_file": "Not in the file, kept as they are (--retire takes them off): {}",
    "mended": "Self-crossing rings mended: {}",
    "joined": "Several features joined into one: {}",
    "without_population": "Without a population: {}",
    "population_of_nobody": "In the population file, but no such neighborhood: {}",
}


class Command(BaseCommand):
    help = "Load or update neighborhoods from GeoJSON polygons; run it again any time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.geojson")
        parser.add_argument("--name", required=True, metavar="FIELD")
        parser.add_argument("--population", metavar="FILE.csv:KEY:VALUE")
        parser.add_argument(
            "--retire",
            action="store_true",
            help="take neighborhoods the file does not name off the map",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        content = file_bytes(options["file"])
        with (
            whole_or_nothing(),
            tqdm(unit=" concerns", disable=None, leave=False) as bar,
        ):
            report = import_neighborhoods(
                content=content,
                name_field=options["name"],
                population=_population(options["population"]),
                retire_others=options["retire"],
                now=now(),
            )
            moved = place_again(now=now(), watch=bar.update)
        self._show(report)
        if moved.concerns or moved.issues:
            self.stdout.write(
                f"Placed again: {moved.concerns} concerns, {moved.issues} issues."
                " Published reports stay as they are."
            )

    def _show(self, report: BoundaryReport) -> None:
        for key, sentence in _SENTENCES.items():
            names: list[str] = getattr(report, key)
            if names:
                self.stdout.write(f"{sentence.format(listed(names))}.")
        for patch in report.overlaps[:10]:
            first, second = patch.names
            self.stdout.write(
                f"Overlap: {first} and {second} share {patch.square_metres:,.0f} m²;"
                f" {first} has it."
            )
        for patch in report.gaps[:10]:
            self.stdout.write(
                f"Gap: {patch.square_metres:,.0f} m² inside the town belong to nobody,"
                f" beside {listed(list(patch.names), 4)}."
            )
        more = max(0, len(report.overlaps) - 10) + max(0, len(report.gaps) - 10)
        if more:
            self.stdout.write(f"… and {more} smaller overlaps or gaps.")


def _population(spelled: str | None) -> dict[str, int]:
    if not spelled:
        return {}
    parts = spelled.rsplit(":", 2)
    if len(parts) != 3 or not all(parts):  # noqa: PLR2004 - FILE, KEY and VALUE
        message = (
            "Write the population as FILE.csv:KEY:VALUE, the file and the names of its"
            " two columns."
        )
        raise CommandError(message)
    path, key, value = parts
    return read_population(file_bytes(path), key, value)
