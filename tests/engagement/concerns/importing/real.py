"""Where the files of real cities lie, if they do."""

from __future__ import annotations

import os
from pathlib import Path

_PROJECT = Path(__file__).resolve().parents[4]
DATA_DIR = Path(os.environ.get("DATA_DIR", _PROJECT.parent / "shared" / "data"))
