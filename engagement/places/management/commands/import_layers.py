"""Replace what is drawn under the maps: water, parks or buildings."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import now

from engagement.common.commands import file_bytes, whole_or_nothing
from engagement.places.services import import_layers


class Command(BaseCommand):
    help = "Replace one layer of the map from GeoJSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.geojson")
        parser.add_argument("--kind", required=True, metavar="water|park|building")
        parser.add_argument("--name", default="", metavar="FIELD")

    def handle(self, *_args: Any, **options: Any) -> None:
        content = file_bytes(options["file"])
        with whole_or_nothing():
            count = import_layers(
                content=content,
                kind=options["kind"],
                name_field=options["name"],
                now=now(),
            )
        self.stdout.write(f"The layer “{options['kind']}” now has {count} shapes.")
