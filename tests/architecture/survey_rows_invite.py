"""Who may open which address of asking and answering (access.py says how to read a row)."""

from __future__ import annotations

from tests.architecture.rows import Row

INVITE_ROWS: dict[str, Row] = {}
