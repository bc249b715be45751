"""The doors of making surveys (doors.py says what a door is)."""

from __future__ import annotations

from typing import Final

from tests.architecture.knocking import Door

BUILD_DOORS: Final[dict[str, tuple[Door, ...]]] = {}

# Addresses that are no action of the matrix, each with its reason.
BESIDE_BUILD: Final[dict[str, str]] = {}
