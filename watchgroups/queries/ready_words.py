"""What the roster says of each member's readiness."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from watchgroups.models import Membership


def ready_words(members: Sequence[Membership], at: datetime) -> dict[int, str]:  # noqa: ARG001 - readiness has no rules yet
    """Give words for each member by their number; without words the column is left out."""
    return {}
