"""Starts processes, waits until they answer, and leaves none behind."""

from __future__ import annotations

import contextlib
import fcntl
import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, NoReturn, Self

import psutil

from config.embedded.processes import QUIT_SIGNALS, Service, Stage, stop
from config.embedded.state import HOUSE

LONGEST_SOCKET_DIR = 80  # a unix socket's path may hold about 100 characters
LARGEST_LOG = 5_000_000
READY_WITHIN = 60.0


class AlreadyRunningError(Exception):
    """Another process supervises under this name here."""


def leave(*_: object) -> NoReturn:
    sys.exit(0)


def leave_on_signals() -> None:
    for each in QUIT_SIGNALS:
        signal.signal(each, leave)


def write_whole(path: Path, value: object) -> None:
    """Write so that a reader finds the old text or the new, never half."""
    new = path.with_name(f"{path.name}.new")
    new.write_text(json.dumps(value))
    new.replace(path)


def is_held(lock: Path) -> bool:
    """Tell whether somebody holds the lock; the kernel frees it when its holder dies."""
    with lock.open("a") as probe:
        try:
            fcntl.flock(probe, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


class Supervisor:
    """Everything started under one name in one state directory.

    `keep_open` are descriptors the watchdog holds too, so that their locks outlast a
    killed supervisor until all it started has stopped. With `passing`, the watchdog
    removes the state directory when all is over.
    """

    def __init__(
        self,
        state: Path,
        name: str,
        *,
        keep_open: Sequence[IO[str]] = (),
        passing: bool = False,
    ) -> None:
        self.state, self.name = state, name
        self.keep_open, self.passing = keep_open, passing
        self.lock_path = state / f"{name}.lock"
        self.list_path = state / f"{name}.services.json"
        self.logs = state / "logs"
        self.services: list[Service] = []
        self.children: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        self.logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._take_lock()
        self._end_survivors()
        self.sockets = self._socket_directory()
        self.dog = self._start_watchdog()
        return self

    def __exit__(self, *_: object) -> None:
        for each in QUIT_SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        stop(self.services)
        for child in self.children:
            child.wait()
        self.list_path.unlink(missing_ok=True)
        self.dog.communicate()
        if self.sockets.parent != self.state:
            shutil.rmtree(self.sockets, ignore_errors=True)
        self.lock.close()

    # -- taking the place ----------------------------------------------------------

    def _take_lock(self) -> None:
        self.lock = self.lock_path.open("a")
        for _ in range(10):  # a command may be probing it (see is_held)
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            time.sleep(0.05)
        self.lock.close()
        raise AlreadyRunningError(str(self.state))

    def _end_survivors(self) -> None:
        with contextlib.suppress(FileNotFoundError, ValueError):
            saved = json.loads(self.list_path.read_text())
            shutil.rmtree(saved["sockets"], ignore_errors=True)
            found = [Service.load(each) for each in saved["services"]]
            stop([each for each in found if each], grace=8)

    def _socket_directory(self) -> Path:
        """Make a private directory; a short one in /tmp if the state's path is long."""
        inside = self.state / "s"
        if len(str(inside)) < LONGEST_SOCKET_DIR:
            inside.mkdir(mode=0o700, exist_ok=True)
            return inside
        return Path(tempfile.mkdtemp(prefix="cg-", dir="/tmp"))

    def _start_watchdog(self) -> subprocess.Popen[bytes]:
        leftovers = [] if self.sockets.parent == self.state else [str(self.sockets)]
        if self.passing:
            leftovers.append(str(self.state))
        return subprocess.Popen(
            [sys.executable, "-m", "config.embedded.watchdog", *leftovers],
            cwd=HOUSE,
            stdin=subprocess.PIPE,
            start_new_session=True,
            pass_fds=[each.fileno() for each in self.keep_open],
        )

    # -- starting ------------------------------------------------------------------

    def finish(
        self,
        name: str,
        argv: Sequence[str],
        stage: Stage = Stage.APP,
        *,
        loud: bool = False,
    ) -> None:
        """Run a command to its end; a loud one speaks to the terminal."""
        child = self._spawn(name, argv, stage, signal.SIGTERM, loud=loud)
        if child.wait():
            self.fail(name)
        self.services.pop()

    def start(
        self,
        name: str,
        argv: Sequence[str],
        *,
        stage: Stage = Stage.APP,
        sig: signal.Signals = signal.SIGTERM,
        pass_fds: Sequence[int] = (),
    ) -> subprocess.Popen[bytes]:
        """Start a service; `await_ready` waits until it answers."""
        return self._spawn(name, argv, stage, sig, pass_fds=pass_fds)

    def await_ready(
        self, name: str, child: subprocess.Popen[bytes], ready: Callable[[], bool]
    ) -> None:
        end = time.monotonic() + READY_WITHIN
        while not ready():
            if child.poll() is not None or time.monotonic() > end:
                self.fail(name)
            time.sleep(0.02)

    def watch(self) -> None:
        """Take everything down, loudly, when one service has died."""
        for service in self.services:
            if not service.alive:
                self.fail(service.name)

    def fail(self, name: str) -> NoReturn:
        said = (self.logs / f"{name}.log").read_text(errors="replace").strip()
        sys.exit(f"{name} has stopped. Its last words:\n{said[-1500:]}")

    def _spawn(
        self,
        name: str,
        argv: Sequence[str],
        stage: Stage,
        sig: signal.Signals,
        *,
        pass_fds: Sequence[int] = (),
        loud: bool = False,
    ) -> subprocess.Popen[bytes]:
        with self._log(name) as log:
            child = subprocess.Popen(
                argv,
                cwd=HOUSE,
                stdin=subprocess.DEVNULL,
                stdout=None if loud else log,
                stderr=log,
                start_new_session=True,
                pass_fds=pass_fds,
            )
        self.children.append(child)
        self._register(Service(name, psutil.Process(child.pid), stage, sig))
        return child

    def _log(self, name: str) -> IO[bytes]:
        path = self.logs / f"{name}.log"
        if path.exists() and path.stat().st_size > LARGEST_LOG:
            path.replace(path.with_suffix(".old.log"))
        return path.open("ab")

    def _register(self, service: Service) -> None:
        if self.dog.stdin:
            self.dog.stdin.write(json.dumps(service.dump()).encode() + b"\n")
            self.dog.stdin.flush()
        self.services.append(service)
        alive = [each.dump() for each in self.services if each.alive]
        known = {"sockets": str(self.sockets), "services": alive}
        write_whole(self.list_path, known)
