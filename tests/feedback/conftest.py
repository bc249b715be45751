"""Leave out what needs files of real towns where they do not lie."""

from __future__ import annotations

from tests.engagement.concerns.importing.real import DATA_DIR

collect_ignore = [] if DATA_DIR.is_dir() else ["test_real_surveys.py"]
