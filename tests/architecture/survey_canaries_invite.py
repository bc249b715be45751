"""Private fields of asking and answering (canaries.py says how to read one)."""

from __future__ import annotations

from typing import Final

from tests.architecture.canary_field import Field

OF_INVITE: Final[tuple[Field, ...]] = (
    Field(
        "hash of the link of a kiosk or a screen, and whose mail wants no letters",
        "canary-survey-stand",
        "feedback.stand.token_hash feedback.surveystop.address_mark",
    ),
    Field(
        "what was typed once from a sheet of paper",
        "canary-survey-paper",
        "feedback.papersheet.sealed",
    ),
)
