"""Brings the private database up to date, once, whoever comes first (RULINGS 46)."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from config.embedded.stamps import once
from config.embedded.state import HOUSE
from config.embedded.stores import cluster_directory

APPS = ("engagement", "watchgroups", "meetings", "feedback")


def wanted() -> str:
    """A fingerprint of every migration of ours and of every pinned package."""
    found = [path for app in APPS for path in (HOUSE / app).rglob("migrations/*.py")]
    digest = sha256((HOUSE / "requirements.txt").read_bytes())
    for path in sorted(found):
        digest.update(str(path.relative_to(HOUSE)).encode() + path.read_bytes())
    return digest.hexdigest()


def bring_up_to_date(state: Path, migrate: Callable[[], object]) -> None:
    """Call `migrate` unless it has been done; others wait meanwhile."""
    mark = cluster_directory(state) / "migrated"
    with (state / "migrate.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        once(mark, wanted(), migrate)


def forget(state: Path) -> None:
    """Somebody changes the schema by hand: look again next time."""
    (cluster_directory(state) / "migrated").unlink(missing_ok=True)
