"""Real towns in temporary directories, and what the kernel knows about them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

HOUSE = Path(__file__).resolve().parents[2]
PATIENCE = 60.0


def await_that(what: Callable[[], bool], sentence: str) -> None:
    """Wait until it is so; the sentence says what was waited for in vain."""
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, sentence
        time.sleep(0.1)


class Place:
    """A state directory, what runs in it, and commands that use it."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.started: list[subprocess.Popen[str]] = []

    @property
    def env(self) -> dict[str, str]:
        foreign = {"DATABASE_URL", "REDIS_URL", "PORT", "MAKELEVEL"}
        kept = {key: value for key, value in os.environ.items() if key not in foreign}
        return {**kept, "STATE_DIR": str(self.state)}

    def start(self, *words: str, **env: str) -> subprocess.Popen[str]:
        """Begin `python -m config.embedded …`; it is ended with the test."""
        return self.start_program("-m", "config.embedded", *words, **env)

    def start_program(self, *words: str, **env: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, *words],
            cwd=HOUSE,
            env={**self.env, **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def run(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Run `python -m config.embedded …` to its end."""
        return subprocess.run(
            [sys.executable, "-m", "config.embedded", *words],
            cwd=HOUSE,
            env={**self.env, **env},
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )

    def sql(self, statement: str) -> str:
        """Ask the town's database, which is borrowed for the question."""
        program = (
            "import os, sys, psycopg\n"
            "with psycopg.connect(os.environ['DATABASE_URL'], autocommit=True) as town:\n"
            "    asked = town.execute(sys.argv[1])\n"
            "    print(asked.fetchall() if asked.description else 'done')"
        )
        done = self.run("run", sys.executable, "-c", program, statement)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def hold(self) -> subprocess.Popen[str]:
        """Borrow the servers until the borrower's input ends; give it once they serve."""
        program = (
            "import os; print(os.environ['DATABASE_URL'], flush=True); os.read(0, 1)"
        )
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "config.embedded",
                "run",
                sys.executable,
                "-c",
                program,
            ],
            cwd=HOUSE,
            env=self.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        assert process.stdout
        assert process.stdout.readline().startswith("postgres://")
        return process

    def alive(self) -> list[str]:
        """Name every living process that belongs to this state."""
        return [line for _pid, line in self._processes()]

    def pid_of(self, word: str) -> int:
        """Find the one process of this state whose command holds the word."""
        found = [pid for pid, line in self._processes() if word in line]
        assert found, f"nothing like “{word}” among {self.alive()}"
        return found[0]

    def _processes(self) -> Iterator[tuple[int, str]]:
        """Known by their environment, or by their title where that has replaced it."""
        for process in psutil.process_iter():
            try:
                line = " ".join(process.cmdline())
                ours = process.environ().get("STATE_DIR") == str(self.state)
                if process.status() != psutil.STATUS_ZOMBIE and (
                    ours or str(self.state) in line
                ):
                    yield process.pid, line
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue

    def await_silence(self) -> None:
        await_that(lambda: not self.alive(), f"still running: {self.alive()}")

    def close(self) -> None:
        """End what this place started, and only that."""
        for process in self.started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
        for process in self.started:
            process.wait(PATIENCE)
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    pipe.close()
