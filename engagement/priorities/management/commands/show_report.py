"""A frozen report on the terminal, for people and for scripts."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from engagement.common.weeks import Week
from engagement.places.models import Neighborhood
from engagement.priorities.exports import report_as_csv, report_as_data
from engagement.priorities.management.arguments import neighborhood_named, week_named
from engagement.priorities.models import Line, Report

_COLUMNS = "{:>4} {:<22} {:>9} {:>6} {:>3} {:>8} {:>5} {:>4} {:>6} {:>4} {:>6}"
_HEAD = (
    "rank",
    "kind",
    "points",
    "share",
    "S",
    "V",
    "B",
    "m",
    "people",
    "too",
    "issues",
)


class Command(BaseCommand):
    help = "Show a neighborhood's report of a week, as it was frozen, with every input."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("neighborhood", help="its slug or its name")
        parser.add_argument("week", help="like 2026-W46")
        parser.add_argument(
            "--format", choices=["table", "json", "csv"], default="table"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        place = neighborhood_named(options["neighborhood"])
        report = self._report(place, week_named(options["week"]))
        if options["format"] == "json":
            text = json.dumps(report_as_data(report), indent=2, ensure_ascii=False)
            self.stdout.write(text)
        elif options["format"] == "csv":
            self.stdout.write(report_as_csv(report), ending="")
        else:
            self._table(report)

    def _report(self, place: Neighborhood, week: Week) -> Report:
        report = (
            Report.objects.select_related("neighborhood", "weights")
            .filter(neighborhood=place, week_year=week.year, week_number=week.number)
            .order_by("-version")
            .first()
        )
        if report is None:
            message = (
                f"{place.name} has no report of week {week}. Build it with: "
                f"manage.py build_reports --week {week} --neighborhood {place.slug}"
            )
            raise CommandError(message)
        return report

    def _table(self, report: Report) -> None:
        self.stdout.write(
            f"{report.neighborhood.name}, week {report.week}, version {report.version}, "
            f"{report.get_status_display()}\n"
            f"as of {report.as_of.isoformat()}, {report.voices} voices, "
            f"{report.get_thinness_display()}\n"
            f"weights {report.weights.number}, seed {report.seed}, "
            f"inputs {report.input_hash}\n"
        )
        lines = report.lines.select_related("kind").order_by("position")
        if not lines:
            self.stdout.write("Nothing was reported.")
            return
        self.stdout.write(_COLUMNS.format(*_HEAD))
        for line in lines.prefetch_related("inputs__issue"):
            self._line(line)

    def _line(self, line: Line) -> None:
        self.stdout.write(
            _COLUMNS.format(
                "-" if line.rank is None else line.rank,
                line.kind.code,
                f"{line.points:.4f}",
                f"{100 * line.share:.1f}%",
                line.severity,
                f"{line.weight:.4f}",
                f"{line.backlog:.2f}",
                f"{line.adjustment:g}",
                line.people,
                line.supporters,
                line.issues,
            )
        )
        for row in sorted(line.inputs.all(), key=lambda row: (-row.x, row.issue_id)):
            state = ("late" if row.is_late else "open") if row.is_open else "closed"
            self.stdout.write(
                f"       {row.issue}  since {row.first_on}  {state:<6} "
                f"v {row.v:.4f}  x {row.x:.4f}  {row.street}".rstrip()
            )
