"""Build the demo town's first reports, then say where it is and who may sign in."""

from __future__ import annotations

import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from engagement.common.weeks import Week
from engagement.front.demo.opening import ask_for_reports, weeks_to_show
from engagement.front.demo.people import KNOWN, PASSWORD, Known
from engagement.front.demo.reviewing import sign_week
from engagement.people.models import User
from engagement.priorities.models import Run
from engagement.priorities.queries.runs import progress_of

PATIENCE = 120.0


class Command(BaseCommand):
    help = "Build the last eight weeks’ reports; print the address and the sign-ins."
    requires_system_checks: list[str] = []  # tests ask; nobody need wait for it

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--address", required=True)

    def handle(self, *, address: str, **_more: object) -> None:
        is_demo = User.objects.filter(email__in=[one.email for one in KNOWN]).exists()
        if is_demo:
            *signed, newest = weeks_to_show(now())
            for week in signed:
                if self._build(week):
                    sign_week(week)
            self._build(newest)
        self.stdout.write(f"\n  {address}\n\n")
        if not is_demo:
            self.stdout.write("  This database holds another town: no demo sign-ins.")
        for one in one_per_role() if is_demo else []:
            role = one.role.label if one.role else "resident"
            self.stdout.write(f"  {role:<14} {one.email:<30} {PASSWORD}")

    def _build(self, week: Week) -> bool:
        """Wait for the workers; False when every report was there already."""
        run = ask_for_reports(week=week, now=now())
        if run is None:
            return False
        self._await(run)
        progress = progress_of(run)
        for part in progress.failed:
            self.stderr.write(f"{part.neighborhood}, {week}: {part.error}")
        if progress.failed:
            message = f"Not every report of {week} could be built."
            raise CommandError(message)
        self.stdout.write(f"{week}: {progress.done} reports built.")
        return True

    def _await(self, run: Run) -> None:
        end = time.monotonic() + PATIENCE
        while run.finished_at is None:
            if time.monotonic() > end:
                message = f"No worker has built {run.week} in {PATIENCE:.0f} s."
                raise CommandError(message)
            time.sleep(0.05)
            run.refresh_from_db(fields=["finished_at"])


def one_per_role() -> list[Known]:
    """The first known person of each role."""
    first: dict[object, Known] = {}
    for known in KNOWN:
        first.setdefault(known.role, known)
    return list(first.values())
