"""The private fields of those who help at meetings (canaries.py says how to read one)."""

from __future__ import annotations

from typing import Final

from tests.architecture.canary_field import Field

OF_HELP: Final = (
    Field(
        "name, address and words of who offers help",
        "canary-helps",
        "meetings.helpoffer.sealed",
        (),
        "only organizers of the meeting, never the address",
    ),
    Field(
        "answer to who offered help",
        "canary-help-answer",
        "meetings.helpoffer.answer",
        (),
        "whoever offered, by letter and on their page",
    ),
    Field(
        "link of an offer of help",
        "canary-help-link",
        "meetings.helpoffer.key meetings.helpoffer.token_hash"
        " meetings.helpoffer.address_mark",
    ),
)
