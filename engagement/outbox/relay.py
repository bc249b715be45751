"""The relay: carries jobs from the outbox to the workers, and minds what comes of it.

PostgreSQL says when there is something (NOTIFY) and keeps two relays apart (SKIP
LOCKED). A request never talks to the broker; only this process does, so a dead or
frozen broker stops nobody. After some seconds without one the relay runs the short
jobs itself: letters leave, sign-in by mail works (RULINGS 48).
"""

from __future__ import annotations

import logging
import threading
import time
from datetime import timedelta
from typing import Any

from celery import Celery
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils.timezone import now
from kombu.exceptions import OperationalError as QueueError
from redis.exceptions import RedisError

from engagement.outbox import services
from engagement.outbox.models import Job
from engagement.outbox.queries import waiting_jobs

log = logging.getLogger(__name__)
BROKER_AWAY = (QueueError, RedisError, OSError)
DATABASE_AWAY = (OperationalError, InterfaceError)
BATCH = 100
LISTEN_FOR = 1.0
LONGEST_WAIT = 5.0
ALONE_AFTER = 10.0
SHORT_TASK = 120
LONGEST_QUESTION = "60s"
SWEEP_EVERY = 30.0
PURGE_EVERY = 600.0


class Relay:
    def __init__(self, app: Celery, *, alone_after: float = ALONE_AFTER) -> None:
        self._app = app
        self._alone_after = alone_after
        self._stop = threading.Event()
        self._away_since: float | None = None
        self._listening_on: Any = None
        self._sweep_at = 0.0
        self._purge_at = 0.0

    def stop(self) -> None:
        self._stop.set()

    def run(self) -> None:
        """Turn until told to stop; a database that is away is waited for."""
        wait = 0.5
        while not self._stop.is_set():
            try:
                self.turn()
                wait = 0.5
            except DATABASE_AWAY as error:
                log.warning("The database is away: %s", error)
                connection.close()
                self._stop.wait(wait)
                wait = min(wait * 2, LONGEST_WAIT)

    def turn(self) -> None:
        """Hand over what waits, mind the rest, then listen a moment."""
        self._listen()
        while self._hand_over() == BATCH and not self._stop.is_set():
            pass
        if self._is_alone():
            self._run_here()
        self._mind()
        self._wait()

    # -- to the workers --------------------------------------------------------------

    @transaction.atomic
    def _hand_over(self) -> int:
        """Publish one batch under its locks; give back how many went."""
        moment = now()
        jobs = waiting_jobs(moment).select_for_update(skip_locked=True)[:BATCH]
        sent: list[int] = []
        for job in jobs:
            if not self._publish(job):
                break
            sent.append(job.pk)
        Job.objects.filter(pk__in=sent).update(sent_at=moment)
        return len(sent)

    def _publish(self, job: Job) -> bool:
        kwargs = {"job_id": job.pk, **job.arguments}
        try:
            self._app.send_task(job.task, kwargs=kwargs, ignore_result=True)
        except BROKER_AWAY as error:
            self._note_away(error)
            return False
        self._note_back()
        return True

    def _note_away(self, error: Exception) -> None:
        if self._away_since is None:
            log.warning("The broker is away: %s", error)
            self._away_since = time.monotonic()

    def _note_back(self) -> None:
        if self._away_since is None:
            return
        log.warning("The broker is back.")
        self._away_since = None
        services.resend_unfinished(sent_before=now())

    # -- without workers -------------------------------------------------------------

    def _is_alone(self) -> bool:
        since = self._away_since
        return since is not None and time.monotonic() - since >= self._alone_after

    def _short_tasks(self) -> list[str]:
        return [
            name
            for name, task in self._app.tasks.items()
            if task.time_limit is not None and task.time_limit <= SHORT_TASK
        ]

    def _run_here(self) -> None:
        """Run what is short in this process, a batch at a time."""
        moment = now()
        lost = moment - timedelta(seconds=self._alone_after)
        services.resend_unfinished(sent_before=lost)
        with transaction.atomic():
            waiting = waiting_jobs(moment).filter(task__in=self._short_tasks())
            jobs = list(waiting.select_for_update(skip_locked=True)[:BATCH])
            ids = [job.pk for job in jobs]
            Job.objects.filter(pk__in=ids).update(sent_at=moment)
        for job in jobs:
            kwargs = {"job_id": job.pk, **job.arguments}
            self._app.tasks[job.task].apply(kwargs=kwargs)

    # -- the rest --------------------------------------------------------------------

    def _mind(self) -> None:
        clock = time.monotonic()
        if clock >= self._sweep_at:
            self._sweep_at = clock + SWEEP_EVERY
            services.sweep(now=now())
        if clock >= self._purge_at:
            self._purge_at = clock + PURGE_EVERY
            services.purge(now=now())

    def _listen(self) -> None:
        """Ask to be woken, once per connection."""
        connection.ensure_connection()
        if connection.connection is not self._listening_on:
            with connection.cursor() as cursor:
                cursor.execute(f"SET statement_timeout = '{LONGEST_QUESTION}'")
                cursor.execute("LISTEN outbox")
            self._listening_on = connection.connection

    def _wait(self) -> None:
        """Sleep until a job is written; with the broker away, by growing pauses."""
        pause = LISTEN_FOR
        if self._away_since is not None:
            away = time.monotonic() - self._away_since
            pause = min(max(away, 0.2), LONGEST_WAIT)
            if not self._is_alone():
                self._stop.wait(pause)
                return
        with connection.wrap_database_errors:
            for _note in self._listening_on.notifies(timeout=pause, stop_after=1):
                return
