"""Who may open which address of the index and the participation gap (access.py says how to read a row)."""

from __future__ import annotations

from tests.architecture.rows import Row, everyone, officers_only

INDEX_ROWS: dict[str, Row] = {
    "feedback:index": everyone(),
    "feedback:gap": officers_only(organizer="200", elsewhere="200"),
    "feedback:index_targets": officers_only(elsewhere="200"),
}
