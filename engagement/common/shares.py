"""How sure a share is when only some of the people said something. Pure."""

from __future__ import annotations

from math import sqrt
from typing import Final

_Z: Final = 1.959963984540054  # 95 of 100


def wilson(part: float, whole: float) -> tuple[float, float]:
    """Give the range a share lies in, 95 times of 100 (Wilson 1927; SCIENCE 8)."""
    if whole <= 0:
        return 0.0, 1.0
    share, z2 = part / whole, _Z * _Z
    middle = (share + z2 / (2 * whole)) / (1 + z2 / whole)
    half = sqrt(share * (1 - share) / whole + z2 / (4 * whole * whole))
    half *= _Z / (1 + z2 / whole)
    return max(0.0, middle - half), min(1.0, middle + half)
