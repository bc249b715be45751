"""Plain tallies of concerns, to hold against the file they came from."""

from __future__ import annotations

import csv
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from engagement.common.commands import plain_errors
from engagement.concerns.tallies import KEYS, count_concerns


class Command(BaseCommand):
    help = "Count concerns by neighborhood, kind, source_kind, week, month or status."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--by", required=True, metavar="KEY,KEY", help=", ".join(KEYS)
        )
        parser.add_argument("--format", choices=["csv", "json"], default="csv")

    def handle(self, *_args: Any, **options: Any) -> None:
        keys = [key.strip() for key in options["by"].split(",") if key.strip()]
        with plain_errors():
            tallies = count_concerns(keys)
        if options["format"] == "json":
            self.stdout.write(json.dumps(tallies, ensure_ascii=False))
            return
        names = [*dict.fromkeys(keys), "count"]
        writer = csv.DictWriter(self.stdout, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(tallies)
