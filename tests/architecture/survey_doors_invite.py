"""The doors of asking and answering (doors.py says what a door is)."""

from __future__ import annotations

from typing import Final

from tests.architecture.knocking import Door

INVITE_DOORS: Final[dict[str, tuple[Door, ...]]] = {}

# Addresses that are no action of the matrix, each with its reason.
BESIDE_INVITE: Final[dict[str, str]] = {}
