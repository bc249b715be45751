"""The two servers start on whatever a kill has left behind."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from config.embedded.stores import cluster_directory, start_stores
from config.embedded.supervisor import Supervisor
from tests.config.towns import await_that

pytestmark = pytest.mark.slow


@pytest.fixture
def zombie() -> Iterator[int]:
    """The number of a process that has ended and that nobody has reaped."""
    process = subprocess.Popen(["sleep", "60"])
    os.kill(process.pid, signal.SIGKILL)
    await_that(
        lambda: psutil.Process(process.pid).status() == psutil.STATUS_ZOMBIE,
        "the killed child is no zombie",
    )
    yield process.pid
    process.wait()


def test_a_server_killed_but_not_reaped_does_not_keep_the_next_one_out(
    tmp_path: Path, zombie: int
) -> None:
    state = tmp_path / "town"
    with Supervisor(state, "tests") as sup:
        first = start_stores(sup)
        lock = cluster_directory(state) / "postmaster.pid"
        _pid, *rest = lock.read_text().splitlines(keepends=True)
    lock.write_text("".join([f"{zombie}\n", *rest]))

    with Supervisor(state, "tests") as sup:
        assert start_stores(sup) == first
