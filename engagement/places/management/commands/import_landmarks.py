"""Load or update the places people say instead of an address."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import now

from engagement.common.commands import file_bytes, whole_or_nothing
from engagement.places.services import import_landmarks


class Command(BaseCommand):
    help = "Load or update landmarks (schools, libraries, parks) from GeoJSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.geojson")
        parser.add_argument("--name", required=True, metavar="FIELD")

    def handle(self, *_args: Any, **options: Any) -> None:
        content = file_bytes(options["file"])
        with whole_or_nothing():
            report = import_landmarks(
                content=content, name_field=options["name"], now=now()
            )
        self.stdout.write(
            f"Landmarks: {report.created} new, {report.updated} moved,"
            f" {report.unchanged} unchanged. Left out: {report.outside} outside the"
            f" town, {report.without_name} without a name, {report.repeated} repeated."
        )
