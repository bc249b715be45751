"""Private fields of rooms: what, word, columns, readers, why (canaries.py says more)."""

from __future__ import annotations

from typing import Final

_WHO = "the chair of that meeting, and who asked"
OF_ROOMS: Final[tuple[tuple[str, str, str, tuple[str, ...], str], ...]] = (
    (
        "question the chair of a meeting has not passed",
        "canary-question",
        "meetings.question.text meetings.question.nickname",
        (),
        _WHO,
    ),
    (
        "why a question is not shown",
        "canary-unshown",
        "meetings.question.hidden_reason",
        (),
        _WHO,
    ),
    (
        "device of a question, a support or a vote",
        "canary-thumb",
        "meetings.question.device meetings.support.device meetings.ballot.device",
        (),
        "",
    ),
)
