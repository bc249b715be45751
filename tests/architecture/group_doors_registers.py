"""Addresses of the registers of cameras and of technology: no action of the matrix."""

from __future__ import annotations

from typing import Final

BESIDE_REGISTERS: Final[dict[str, str]] = {
    "watchgroups:camera": "an owner’s own, and the officer who asked: tests/watchgroups/test_cameras",
    "watchgroups:technolog": "public; kept by administrators: tests/watchgroups/test_technology",
}
