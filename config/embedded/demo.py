"""The whole demo town as one foreground program; see `make demo`."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from config.embedded.door import answers, listen
from config.embedded.lending import await_end, await_stores, share_of
from config.embedded.stamps import fingerprint, once
from config.embedded.state import HOUSE
from config.embedded.supervisor import (
    AlreadyRunningError,
    Supervisor,
    leave_on_signals,
)

MANAGE = (sys.executable, "manage.py")
CELERY = (sys.executable, "-m", "celery", "-A", "config")
GUNICORN = (sys.executable, "-m", "gunicorn", "config.wsgi", "--no-control-socket")
THREADS = ("--worker-class", "gthread", "--threads", "8", "--graceful-timeout", "5")
ALONE = ("--without-gossip", "--without-mingle")  # one worker has nobody to talk to
REAL_SERVERS = ("DATABASE_URL", "REDIS_URL")


def tell(sentence: str) -> None:
    print(sentence, flush=True)


@dataclass(frozen=True)
class Demo:
    """One town: a state directory and a port."""

    state: Path
    port: int

    def run(self) -> None:
        """Open the town, say so, and keep it open until Ctrl-C."""
        begun, starter = time.monotonic(), os.getppid()
        leave_on_signals()
        try:
            with (
                share_of(self.state) as share,
                Supervisor(self.state, "demo", keep_open=[share]) as sup,
            ):
                self._open_town(sup)
                took = time.monotonic() - begun
                tell(f"\nOpen after {took:.0f} s. Ctrl-C closes.\nready")
                stay(sup, starter if "MAKELEVEL" in os.environ else None)
        except AlreadyRunningError:
            where = (self.state / "address").read_text()
            sys.exit(f"already running on {self.state}, at {where}")
        finally:
            await_end(self.state)

    def _open_town(self, sup: Supervisor) -> None:
        door = listen(self.port)
        address = f"http://localhost:{self.port}"
        (self.state / "address").write_text(address)
        os.environ.update(self._environment())
        tell("Preparing the demo town …")
        self._collect_static(sup)
        sup.finish("prepare", [*MANAGE, "prepare_demo"])
        self._start_programs(sup, door.fileno())
        door.close()
        sup.finish(
            "welcome", [*MANAGE, "welcome_demo", "--address", address], loud=True
        )

    def _environment(self) -> dict[str, str]:
        """Real servers where the environment names them, private ones for the rest."""
        named = {key: os.environ[key] for key in REAL_SERVERS if key in os.environ}
        lent = {} if len(named) == len(REAL_SERVERS) else await_stores(self.state)
        own = {
            "PORT": str(self.port),
            "STATE_DIR": str(self.state),
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        }
        return own | lent | named

    def _collect_static(self, sup: Supervisor) -> None:
        goal = fingerprint(HOUSE / "static", HOUSE / "requirements.txt")
        command = [*MANAGE, "collectstatic", "--no-input", "--clear", "-v0"]
        once(self.state / "static.done", goal, lambda: sup.finish("static", command))

    def _start_programs(self, sup: Supervisor, door: int) -> None:
        """All at once: each takes its second to load, and none needs another."""
        web = [*GUNICORN, *THREADS, "--bind", f"fd://{door}"]
        serving = sup.start("web", web, pass_fds=[door])
        sup.start("worker", [*CELERY, "worker", "-c", "2", "-l", "INFO", *ALONE])
        schedule = str(self.state / "beat.db")
        sup.start("beat", [*CELERY, "beat", "-s", schedule, "-l", "INFO", "--pidfile="])
        sup.start("relay", [*MANAGE, "relay"])
        sup.await_ready("web", serving, lambda: answers(self.port))


def stay(sup: Supervisor, starter: int | None) -> NoReturn:
    """Watch what runs; leave when whoever started us (make) has been killed."""
    while starter in (None, os.getppid()):
        time.sleep(0.5)
        sup.watch()
    sys.exit(0)
