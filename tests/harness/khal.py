"""khal, a calendar program people use: found on PATH, or put in a place of its own.

It shares libraries with us in other versions, so it lives in an environment of its own,
made once from requirements-khal.txt (decision 0061).
"""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[2]
PINNED = ROOT / "requirements-khal.txt"
CACHE = ROOT / ".cache"
_FORMAT = "{start-date} {start-time}|{end-date} {end-time}|{title}|{cancelled}"
_CONFIG = """
[calendars]
[[town]]
path = {folder}/calendar
[sqlite]
path = {folder}/khal.db
[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
"""
Shown = tuple[datetime, datetime, str]


def khal_program() -> str:
    """Give the program: the one installed here, else our own, made the first time."""
    installed = shutil.which("khal")
    return installed or str(_own_khal())


def _own_khal() -> Path:
    known = sha256(PINNED.read_bytes() + sys.version.encode()).hexdigest()[:12]
    home = CACHE / f"khal-{known}"
    CACHE.mkdir(exist_ok=True)
    with _alone(CACHE / "khal.lock"):
        if not (home / "ready").exists():
            venv.create(home, with_pip=True, clear=True)
            pip = [str(home / "bin" / "pip"), "install", "--quiet"]
            subprocess.run([*pip, "--requirement", str(PINNED)], check=True)
            (home / "ready").touch()
    return home / "bin" / "khal"


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let one test process at a time make it."""
    with path.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


class Khal:
    """Somebody's calendar in a zone."""

    def __init__(self, folder: Path, zone: str) -> None:
        self.folder, self.zone = folder, zone
        (folder / "calendar").mkdir(parents=True)
        config = _CONFIG.format(folder=folder, zone=zone)
        (folder / "config").write_text(config)

    def take_in(self, calendar: bytes) -> None:
        """Import a calendar as it was downloaded."""
        file = self.folder / "meetings.ics"
        file.write_bytes(calendar)
        self._run("import", "--batch", "-a", "town", str(file))

    def shown(self, first: date, last: date) -> list[Shown]:
        """List what it shows: from when to when, and under which name."""
        said = self._run(
            "list",
            "--once",
            "--day-format",
            "",
            "--format",
            _FORMAT,
            first.isoformat(),
            last.isoformat(),
        )
        return [_read(line) for line in said.splitlines() if line.strip()]

    def _run(self, *words: str) -> str:
        command = [khal_program(), "-c", str(self.folder / "config"), *words]
        home = {"HOME": str(self.folder), "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, env=home, timeout=50
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def _read(line: str) -> Shown:
    begins, ends, title, cancelled = line.split("|")
    begin, end = (datetime.fromisoformat(moment) for moment in (begins, ends))
    return begin, end, f"{title} {cancelled}".strip()
