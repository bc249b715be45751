"""Which of the processes once started are still there."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator

import psutil
import pytest

from config.embedded.processes import Service, Stage
from tests.config.towns import await_that


@pytest.fixture
def child() -> Iterator[subprocess.Popen[bytes]]:
    """A program that runs until it is killed, and is not reaped before the end."""
    process = subprocess.Popen(["sleep", "60"])
    yield process
    process.kill()
    process.wait()


def saved(child: subprocess.Popen[bytes]) -> dict[str, object]:
    service = Service("child", psutil.Process(child.pid), Stage.APP, signal.SIGTERM)
    return service.dump()


def test_a_running_process_is_found_again(child: subprocess.Popen[bytes]) -> None:
    found = Service.load(saved(child))

    assert found is not None
    assert (found.name, found.process.pid) == ("child", child.pid)


def test_a_zombie_is_not_found_though_its_number_is_still_taken(
    child: subprocess.Popen[bytes],
) -> None:
    known = saved(child)
    os.kill(child.pid, signal.SIGKILL)
    await_that(
        lambda: psutil.Process(child.pid).status() == psutil.STATUS_ZOMBIE,
        "the killed child is no zombie",
    )

    assert Service.load(known) is None


def test_a_stranger_with_the_same_number_is_not_found(
    child: subprocess.Popen[bytes],
) -> None:
    known = saved(child) | {"born": 1.0}

    assert Service.load(known) is None
