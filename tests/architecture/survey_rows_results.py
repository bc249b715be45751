"""Who may open which address of results (access.py says how to read a row)."""

from __future__ import annotations

from tests.architecture.rows import Row

RESULTS_ROWS: dict[str, Row] = {}
