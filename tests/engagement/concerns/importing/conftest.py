"""Real cities' files are not part of the project: their tests exist where they do."""

from __future__ import annotations

from tests.engagement.concerns.importing.real import DATA_DIR

collect_ignore = [] if DATA_DIR.is_dir() else ["test_real_cities.py"]
