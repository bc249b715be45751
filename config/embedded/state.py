"""Where one town keeps its data, sockets, logs and uploads."""

from __future__ import annotations

import os
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]


def state_directory() -> Path:
    """Read STATE_DIR; `.local` in the house if it is not set."""
    return Path(os.environ.get("STATE_DIR") or HOUSE / ".local").resolve()
