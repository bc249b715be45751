"""Someone else at the same database, while an import is under way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import psycopg
from django.db import connection

Other = psycopg.Connection[Any]


@contextmanager
def another_connection() -> Iterator[Other]:
    with psycopg.connect(**connection.get_connection_params()) as other:
        yield other


@contextmanager
def standing_in_the_way(
    table: str, then: Callable[[Other, int], object]
) -> Iterator[None]:
    """Keep a table to oneself; when somebody waits for it, do something to him."""
    with another_connection() as other:
        other.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        watching = Thread(target=lambda: then(other, _who_waits(other)))
        watching.start()
        try:
            yield
        finally:
            watching.join()


def _who_waits(other: Other) -> int:
    """Give the process that waits for what this connection holds, once it does."""
    for _look in range(100_000):
        found = other.execute(
            "SELECT pid FROM pg_locks"
            " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        ).fetchone()
        if found is not None:
            return int(found[0])
    raise AssertionError("nobody ever waited")
