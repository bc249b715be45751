"""Many references at once, of the same form as `common.ids.new_reference`."""

from __future__ import annotations

import secrets
from typing import Final

import numpy as np

from engagement.common.ids import ALPHABET, LENGTH

_BODY: Final = LENGTH - 1
_LETTERS: Final = np.frombuffer(ALPHABET.encode(), dtype=np.uint8)
_WEIGHTS: Final = np.arange(2, 2 + _BODY)


def new_references(count: int) -> list[str]:
    """Draw references; two of them being the same is rare, not impossible."""
    drawn = np.frombuffer(secrets.token_bytes(count * _BODY), dtype=np.uint8)
    digits = (drawn % len(ALPHABET)).reshape(count, _BODY).astype(np.int64)
    check = (digits @ _WEIGHTS) % 31
    letters = _LETTERS[np.column_stack([digits, check])]
    return [row.tobytes().decode() for row in letters]
