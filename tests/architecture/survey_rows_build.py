"""Who may open which address of making surveys (access.py says how to read a row)."""

from __future__ import annotations

from tests.architecture.rows import Row

BUILD_ROWS: dict[str, Row] = {}
