"""Lends the two servers to whoever asks, for as long as anyone uses them.

A keeper process serves them. Borrowers hold a share of the `users` lock, which the
kernel takes back however they die; the keeper leaves with the last of them. The demo is
a borrower like any other, so demo and commands may start and stop in any order.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import psutil

from config.embedded.processes import Service, Stage
from config.embedded.state import HOUSE
from config.embedded.stores import start_stores
from config.embedded.supervisor import (
    AlreadyRunningError,
    Supervisor,
    is_held,
    leave_on_signals,
    write_whole,
)

PATIENCE = 90.0  # seconds a borrower waits for the servers


def keep(state: Path) -> None:
    """Serve borrowers until the last has gone."""
    leave_on_signals()
    with (
        (state / "users.lock").open("a") as users,
        contextlib.suppress(AlreadyRunningError),  # another keeper was quicker
        Supervisor(state, "stores") as sup,
    ):
        _hold_until_death(sup)
        _serve(sup, users)


def _hold_until_death(sup: Supervisor) -> None:
    """Let the kernel free the lock with our last breath: who waits for it finds us gone."""
    os.dup(sup.lock.fileno())


def _serve(sup: Supervisor, users: IO[str]) -> None:
    notice = sup.state / "env.json"
    myself = Service("keeper", psutil.Process(), Stage.APP, signal.SIGTERM)
    try:
        write_whole(notice, {"keeper": myself.dump(), "env": start_stores(sup)})
        while not _last_has_gone(users):
            time.sleep(0.05)
            sup.watch()
    finally:
        notice.unlink(missing_ok=True)


def _last_has_gone(users: IO[str]) -> bool:
    """Tell whether nobody holds a share; if so, newcomers wait until we have left."""
    return _taken(users, fcntl.LOCK_EX)


def published(state: Path) -> dict[str, str] | None:
    """Read where the servers are; a killed keeper's notice is no longer true."""
    with contextlib.suppress(FileNotFoundError):
        notice = json.loads((state / "env.json").read_text())
        if Service.load(notice["keeper"]):
            return dict(notice["env"])
    return None


@contextlib.contextmanager
def share_of(state: Path) -> Iterator[IO[str]]:
    """Hold a share: servers that run stay, servers that are asked for will."""
    with _lock_for_users(state) as share:
        fcntl.flock(share, fcntl.LOCK_SH)
        yield share


def _lock_for_users(state: Path) -> IO[str]:
    try:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        return (state / "users.lock").open("a")
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        sys.exit(f"{state} cannot hold the town’s data: {why}. Choose STATE_DIR.")


@contextlib.contextmanager
def borrowed(state: Path) -> Iterator[dict[str, str]]:
    """Give the addresses of the running servers, or of some started for this use."""
    with share_of(state):
        yield await_stores(state)
    await_end(state)


def await_end(state: Path) -> None:
    """Wait until the servers have stopped, unless somebody else goes on using them."""
    end = time.monotonic() + PATIENCE
    while is_held(state / "stores.lock") and time.monotonic() < end:
        if _others_use(state):
            return
        time.sleep(0.02)


def _others_use(state: Path) -> bool:
    """A leaving keeper holds the whole lock, borrowers hold shares of it."""
    with (state / "users.lock").open("a") as lock:
        if not _taken(lock, fcntl.LOCK_SH):
            return False
        return not _taken(lock, fcntl.LOCK_EX)


def _taken(lock: IO[str], how: int) -> bool:
    with contextlib.suppress(BlockingIOError):
        fcntl.flock(lock, how | fcntl.LOCK_NB)
        return True
    return False


def await_stores(state: Path) -> dict[str, str]:
    """Find the running servers or have them started. The caller holds a share."""
    keeper: subprocess.Popen[bytes] | None = None
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if is_held(state / "stores.lock"):
            if env := published(state):
                return env
        elif keeper is None:
            keeper = _start_keeper(state)
        elif keeper.poll() is not None:
            break
        time.sleep(0.02)
    said = (state / "logs" / "keeper.log").read_text(errors="replace").strip()
    sys.exit(f"The private database did not start.\n{said[-2000:]}")


def _start_keeper(state: Path) -> subprocess.Popen[bytes]:
    logs = state / "logs"
    logs.mkdir(mode=0o700, exist_ok=True)
    with (logs / "keeper.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "config.embedded", "keep"],
            cwd=HOUSE,
            env={**os.environ, "STATE_DIR": str(state)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
