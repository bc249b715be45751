"""Processes we started: found again, and stopped in order."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import psutil

QUIT_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stage(IntEnum):
    """Stopped from the last to the first."""

    DATABASE = 0
    BROKER = 1
    APP = 2


@dataclass(frozen=True)
class Service:
    """A process we started; its birth time tells it from a later one with its pid."""

    name: str
    process: psutil.Process
    stage: Stage
    signal: int

    @property
    def alive(self) -> bool:
        """A zombie is dead: its reaper may be slow."""
        try:
            return (
                self.process.is_running()
                and self.process.status() != psutil.STATUS_ZOMBIE
            )
        except psutil.NoSuchProcess:
            return False

    def dump(self) -> dict[str, object]:
        return {
            "name": self.name,
            "pid": self.process.pid,
            "born": self.process.create_time(),
            "stage": self.stage,
            "signal": self.signal,
        }

    @classmethod
    def load(cls, saved: dict[str, Any]) -> Service | None:
        """Find the saved process, unless it ended or a stranger has its pid now."""
        with contextlib.suppress(psutil.NoSuchProcess):
            process = psutil.Process(int(saved["pid"]))
            if abs(process.create_time() - float(saved["born"])) < 1:
                stage = Stage(saved["stage"])
                found = cls(saved["name"], process, stage, int(saved["signal"]))
                return found if found.alive else None
        return None


def stop(services: Sequence[Service], *, grace: float = 12.0) -> None:
    """Stop the applications, then the broker, then the database; kill laggards."""
    for stage in sorted(Stage, reverse=True):
        _stop_group([each for each in services if each.stage == stage], grace)


def _stop_group(group: list[Service], grace: float) -> None:
    for service in group:
        with contextlib.suppress(psutil.NoSuchProcess):
            service.process.send_signal(service.signal)
    end = time.monotonic() + grace
    while any(each.alive for each in group) and time.monotonic() < end:
        time.sleep(0.02)
    for service in group:
        if service.alive:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(service.process.pid, signal.SIGKILL)
