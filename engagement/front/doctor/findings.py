"""What the doctor says about one thing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    WELL = "well"
    LATE = "late"
    BROKEN = "broken"
    OFF = "off"  # not configured, and that is allowed


@dataclass(frozen=True)
class Finding:
    """One sentence about one part of the town's machinery."""

    about: str
    state: State
    says: str

    @property
    def is_well(self) -> bool:
        return self.state in (State.WELL, State.OFF)


def well(about: str, says: str) -> Finding:
    return Finding(about, State.WELL, says)


def late(about: str, says: str) -> Finding:
    return Finding(about, State.LATE, says)


def broken(about: str, says: str) -> Finding:
    return Finding(about, State.BROKEN, says)
