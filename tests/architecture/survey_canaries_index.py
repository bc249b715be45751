"""Private fields of the index and the participation gap (canaries.py says how to read one)."""

from __future__ import annotations

from typing import Final

from tests.architecture.canary_field import Field

OF_INDEX: Final[tuple[Field, ...]] = (
    Field(
        "a file of answers from another tool",
        "canary-answer-file",
        "feedback.answerfile.text",
    ),
    Field(
        "how such a file is read, and what came of it",
        "canary-answer-told",
        "feedback.answerfile.rules feedback.answerfile.told",
    ),
)
