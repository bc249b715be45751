"""The doors of the index and the participation gap (doors.py says what a door is)."""

from __future__ import annotations

from typing import Final

from tests.architecture.knocking import Door

INDEX_DOORS: Final[dict[str, tuple[Door, ...]]] = {}

# Addresses that are no action of the matrix, each with its reason.
BESIDE_INDEX: Final[dict[str, str]] = {
    "feedback:index": "public",
    "feedback:import_new": "who works on it: tests/feedback/test_answer_files",
    "feedback:import_file": "who works on it: tests/feedback/test_answer_files",
    "feedback:gap": "organizers and officers: tests/feedback/test_gap",
    "feedback:index_targets": "officers of the place: tests/feedback/test_index_pages",
}
