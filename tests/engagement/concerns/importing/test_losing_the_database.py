"""The database goes away in the middle of an import."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from engagement.concerns.models import Concern, ImportRun, Issue
from tests.engagement.concerns.importing.samples import map_text, row, write
from tests.factories.concerns import make_kind


@contextmanager
def another_connection() -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(**connection.get_connection_params()) as other:
        yield other


def waiting_for(other: psycopg.Connection[Any], importing: threading.Thread) -> int:
    """Give the process that waits for what this connection holds, once it does."""
    while importing.is_alive():
        found = other.execute(
            "SELECT pid FROM pg_locks"
            " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        ).fetchone()
        if found is not None:
            return int(found[0])
    raise AssertionError("the import ended before it was cut off")


@pytest.mark.django_db(transaction=True)
def test_an_import_cut_off_half_way_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    for code in ("street_lighting", "road_damage", "needles", "other"):
        make_kind(code)
    own = tmp_path / "own.toml"
    own.write_text(map_text({}))
    path = write(tmp_path, row(id="1"), row(id="2"))
    said: list[str] = []

    def bring_in() -> None:
        try:
            call_command("import_concerns", str(path), map=str(own))
        except CommandError as error:
            said.append(str(error))
        finally:
            connection.close()

    with another_connection() as other:
        # issues and concerns are written by the time it waits for this
        other.execute("LOCK TABLE concerns_voice IN EXCLUSIVE MODE")
        importing = threading.Thread(target=bring_in)
        importing.start()
        other.execute(
            "SELECT pg_terminate_backend(%s)", [waiting_for(other, importing)]
        )
        importing.join()

    assert [text.partition(":")[0] for text in said] == [
        "The database broke off, so nothing has been written"
    ]
    assert not Issue.objects.exists()
    assert not Concern.objects.exists()
    assert not ImportRun.objects.exists()
