"""Queue a build of reports; on demand wait for it and see it through."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

from celery import current_app
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError
from tqdm import tqdm

from engagement.common.errors import DomainError
from engagement.common.weeks import week_just_ended
from engagement.priorities.management.arguments import (
    moment_named,
    neighborhood_named,
    week_named,
)
from engagement.priorities.models import Run
from engagement.priorities.queries.runs import Progress, progress_of
from engagement.priorities.services import building
from engagement.priorities.tasks import build_reports

BROKER_AWAY = (OperationalError, RedisError, OSError)
LOOK_EVERY = 0.1
SWEEP_EVERY = 30.0
ANSWER_WITHIN = 1.0


class Command(BaseCommand):
    help = "Queue the build of a week's reports; --wait shows how far it has come."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--week", help="like 2026-W46; the week just ended if left out"
        )
        parser.add_argument(
            "--as-of", help="count up to this moment, like 2026-11-16T00:00"
        )
        parser.add_argument(
            "--neighborhood",
            action="append",
            metavar="SLUG",
            help="slug or name; may be repeated; all of them if left out",
        )
        parser.add_argument(
            "--wait", action="store_true", help="stay until every report is built"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        run = self._start(options)
        count = run.parts.count()
        self.stdout.write(f"Week {run.week}: {count} to build, as run {run.pk}.")
        if not options["wait"]:
            self._queue(run)
            return
        with self._somebody_works():
            self._queue(run)
            self._report(self._wait(run))

    def _start(self, options: dict[str, Any]) -> Run:
        zone = ZoneInfo(settings.TIME_ZONE)
        week, as_of, names = options["week"], options["as_of"], options["neighborhood"]
        try:
            return building.start_run(
                week=week_named(week) if week else week_just_ended(now(), zone),
                as_of=moment_named(as_of) if as_of else None,
                neighborhood_ids=[neighborhood_named(n).pk for n in names]
                if names
                else None,
                now=now(),
            )
        except DomainError as error:
            raise CommandError(str(error)) from error

    def _queue(self, run: Run) -> None:
        try:
            build_reports.delay(run_id=run.pk)
        except BROKER_AWAY as error:
            message = (
                f"The queue does not answer ({error}). The build is written down as run "
                f"{run.pk} and starts once the queue and its workers are back."
            )
            raise CommandError(message) from error

    def _wait(self, run: Run) -> Progress:
        """Watch the rows until the run is over; free what a dead worker held."""
        progress, swept = progress_of(run), time.monotonic()
        with tqdm(total=progress.total, unit="report", disable=None) as bar:
            while True:
                progress = progress_of(run)
                bar.update(progress.done + len(progress.failed) - bar.n)
                run.refresh_from_db(fields=["finished_at"])
                if run.finished_at is not None:
                    return progress_of(run)
                self._check_worker()
                if time.monotonic() - swept > SWEEP_EVERY:
                    swept = time.monotonic()
                    self._wake(building.sweep_runs(now=now()))
                time.sleep(LOOK_EVERY)

    def _wake(self, run_ids: list[int]) -> None:
        for run_id in run_ids:
            build_reports.delay(run_id=run_id)

    def _report(self, progress: Progress) -> None:
        if not progress.failed:
            self.stdout.write(f"{progress.done} of {progress.total} built.")
            return
        named = "\n".join(
            f"  {p.neighborhood.name}: {p.error}" for p in progress.failed
        )
        message = f"{len(progress.failed)} of {progress.total} failed:\n{named}"
        raise CommandError(message)

    @contextmanager
    def _somebody_works(self) -> Iterator[None]:
        """Start a worker for this build if none answers (RULINGS 46)."""
        self._worker: subprocess.Popen[bytes] | None = None
        try:
            answers = current_app.control.ping(timeout=ANSWER_WITHIN)
        except BROKER_AWAY as error:
            message = f"The queue does not answer ({error}). Is the broker running?"
            raise CommandError(message) from error
        if not answers:
            self.stdout.write("No worker answers, so this command starts its own.")
            self._worker = _start_worker()
        try:
            yield
        finally:
            if self._worker is not None:
                _stop(self._worker)

    def _check_worker(self) -> None:
        if self._worker is not None and self._worker.poll() is not None:
            raise CommandError("The worker of this command stopped. Nothing is lost.")


def _start_worker() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "celery", "-A", "config", "worker"]
    size = ["--concurrency", str(os.cpu_count() or 1), "--loglevel", "WARNING"]
    name = [
        "--hostname",
        f"build-{os.getpid()}@%h",
        "--without-gossip",
        "--without-mingle",
    ]
    return subprocess.Popen(  # noqa: S603 - our own words only
        [*command, *size, *name], cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL
    )


def _stop(worker: subprocess.Popen[bytes]) -> None:
    worker.terminate()
    try:
        worker.wait(timeout=15)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()
