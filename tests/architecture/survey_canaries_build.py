"""Private fields of making surveys (canaries.py says how to read one)."""

from __future__ import annotations

from typing import Final

from tests.architecture.canary_field import Field

OF_BUILD: Final[tuple[Field, ...]] = (
    Field(
        "what a survey nobody has published says and asks",
        "canary-unpublished",
        "feedback.survey.words feedback.section.words feedback.question.words",
        ("officer",),
        "work on it, as whoever made it does",
    ),
)
