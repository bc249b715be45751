"""Words of agendas and minutes that are not public, and who may read them."""

from __future__ import annotations

from typing import Final

from tests.architecture.canary_field import Field

OF_AGENDAS: Final = (
    Field(
        "minutes nobody has published",
        "canary-minutes",
        "meetings.minutestext.text meetings.minutestext.outcome",
        ("officer",),
        "write them, as the meeting’s organizers do",
    ),
    Field(
        "why a proposal was declined",
        "canary-declined",
        "meetings.proposal.reason",
        ("officer",),
        "answer it; who proposed it reads it too",
    ),
)
