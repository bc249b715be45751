"""Private fields of making surveys (canaries.py says how to read one)."""

from __future__ import annotations

from typing import Final

from tests.architecture.canary_field import Field

OF_BUILD: Final[tuple[Field, ...]] = ()
