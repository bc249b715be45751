"""Private fields of results (canaries.py says how to read one)."""

from __future__ import annotations

from typing import Final

from tests.architecture.canary_field import Field

OF_RESULTS: Final[tuple[Field, ...]] = ()
