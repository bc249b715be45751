"""Work done once for what it was done from."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path


def fingerprint(*tops: Path) -> str:
    """The names, sizes and times of files and of all files below directories."""
    digest = sha256()
    for path in sorted(each for top in tops for each in (top, *top.rglob("*"))):
        facts = path.stat()
        digest.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def once(mark: Path, goal: str, work: Callable[[], object]) -> None:
    """Do the work unless the mark says that it was done for this very goal."""
    if mark.exists() and mark.read_text() == goal:
        return
    work()
    mark.write_text(goal)
