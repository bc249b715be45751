"""Private fields of results (canaries.py says how to read one)."""

from __future__ import annotations

from typing import Final

from tests.architecture.canary_field import Field

OF_RESULTS: Final[tuple[Field, ...]] = (
    Field(
        "what is counted of a question nobody has published",
        "canary-result",
        "feedback.result.table",
        ("officer",),
        "decide what is published, as who made the survey does",
    ),
    Field(
        "why a result is out of sight",
        "canary-withdrawn",
        "feedback.result.withdrawn_reason",
        ("officer",),
        "took it out of sight, as who made the survey may",
    ),
    Field(
        "theme of texts that is not published",
        "canary-theme",
        "feedback.theme.words",
        ("officer",),
        "name it, as who made the survey does",
    ),
)
