"""The ledger of erasures: a file beside the database, which a restore does not turn back.

One line of JSON for each person: random numbers and a moment, nothing that says who.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings

_ONLY_OURS: Final = 0o600


@dataclass(frozen=True)
class LedgerLine:
    """Somebody was erased; after a restore they have to be again."""

    erased: UUID
    person_number: int
    at: datetime

    def written(self) -> str:
        words = {"erased": str(self.erased), "person": self.person_number}
        return json.dumps({**words, "at": self.at.isoformat()})


def ledger_path() -> Path:
    return Path(settings.ERASURE_LEDGER)


def read_ledger() -> list[LedgerLine]:
    """Read every whole line; one that a power cut tore is written again later."""
    try:
        text = ledger_path().read_text()
    except FileNotFoundError:
        return []
    return [line for each in text.splitlines() if (line := _read(each))]


def _read(text: str) -> LedgerLine | None:
    try:
        said = json.loads(text)
        at = datetime.fromisoformat(said["at"])
        return LedgerLine(UUID(said["erased"]), int(said["person"]), at)
    except (ValueError, KeyError, TypeError):
        return None


def add_to_ledger(lines: Iterable[LedgerLine]) -> None:
    """Append what is not there yet, and be sure that it has reached the disk.

    Two workers take turns at the file.
    """
    path = ledger_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(_ONLY_OURS)
    with path.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        known = {line.erased for line in read_ledger()}
        new = [line.written() for line in lines if line.erased not in known]
        file.seek(0)
        begins_anew = (file.read()[-1:] or "\n") == "\n"
        file.write(("" if begins_anew else "\n") + "".join(f"{one}\n" for one in new))
        file.flush()
        os.fsync(file.fileno())
