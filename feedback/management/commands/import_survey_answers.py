"""Take answers of another tool’s CSV into a survey, by a map."""

from __future__ import annotations

import gzip
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now
from tqdm import tqdm

from engagement.common.commands import whole_or_nothing
from feedback.importing import Told, text_of
from feedback.models import Survey
from feedback.services.importing import import_answers

_LISTED = 40


class Command(BaseCommand):
    help = "Import answers of another survey tool as waves that are over."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.csv[.gz]")
        parser.add_argument("--map", required=True, metavar="MAP.json")
        parser.add_argument("--survey", required=True, metavar="SLUG")
        parser.add_argument(
            "--dry-run", action="store_true", help="show the table, write nothing"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        survey = Survey.objects.filter(slug=options["survey"]).first()
        if survey is None:
            message = f"There is no survey called “{options['survey']}”."
            raise CommandError(message)
        with whole_or_nothing(), tqdm(unit=" lines", disable=None, leave=False) as bar:
            told = import_answers(
                survey_id=survey.pk,
                text=text_of(_content(Path(options["file"]))),
                rules=_rules(Path(options["map"])),
                actor=None,
                now=now(),
                is_trial=options["dry_run"],
                watch=lambda read: bar.update(read - bar.n),
            )
        self._show(told)
        if options["dry_run"]:
            self.stdout.write("A dry run: nothing has been written.")

    def _show(self, told: Told) -> None:
        rows = [
            ("read", told.lines),
            ("taken in", told.taken.total()),
            *(
                (f"  wave {wave + 1} of the map", n)
                for wave, n in sorted(told.taken.items())
            ),
            ("left out: of no wave, or empty", told.left_out),
            ("no answer, by its code", told.nothing.total()),
            *((f"  {target}", n) for target, n in told.nothing.most_common()),
            ("rounded", told.rounded.total()),
            *((f"  {target}", n) for target, n in told.rounded.most_common()),
            ("fits no answer, counted as none", told.unfit.total()),
            *(
                (f"  {target}: {value!a}", n)
                for (target, value), n in told.unfit.most_common(_LISTED)
            ),
        ]
        for name, number in rows:
            self.stdout.write(f"{name:<60}{number:>12,}")
        for line, target, value, why in told.faults:
            self.stdout.write(f"line {line}: {target}: {value!a}: {why}")


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
        return gzip.decompress(content) if path.suffix == ".gz" else content
    except OSError as error:
        message = f"“{path}” cannot be read: {error.strerror or error}."
        raise CommandError(message) from None


def _rules(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        message = f"“{path}” is no map: {error}."
        raise CommandError(message) from None
