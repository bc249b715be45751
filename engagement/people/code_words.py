"""How codes look: long enough not to be guessed, short enough to be typed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from engagement.common.ids import code_from, new_code, read_code
from engagement.common.marks import number_from

LETTER_LENGTH: Final = 12  # 55 bits and a check: decision 0023 says why that is enough
MEETING_LENGTH: Final = 8
TURNS_EVERY: Final = timedelta(minutes=10)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
LETTER, MEETING, PHONE = "letter code", "meeting code", "phone"


def new_letter_code() -> str:
    return new_code(LETTER_LENGTH)


def read_letter_code(text: str) -> str | None:
    return read_code(text, LETTER_LENGTH)


def read_meeting_code(text: str) -> str | None:
    return read_code(text, MEETING_LENGTH)


def can_be_a_code(text: str) -> bool:
    """Tell by its check character whether it was typed as it was printed."""
    return (read_letter_code(text) or read_meeting_code(text)) is not None


def turn_at(moment: datetime) -> int:
    """Count the stretches of ten minutes: each has a code of its own."""
    return (moment - _EPOCH) // TURNS_EVERY


def next_turn_at(moment: datetime) -> datetime:
    return _EPOCH + (turn_at(moment) + 1) * TURNS_EVERY


def meeting_code_of(meeting_id: int, turn: int) -> str:
    """Work out the code of one meeting for ten minutes; no table has it."""
    number = number_from(MEETING, f"{meeting_id} {turn}")
    return code_from(number, MEETING_LENGTH)
