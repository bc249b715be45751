"""How long and how many the parts of a survey may be."""

from __future__ import annotations

from typing import Final

MOST_QUESTIONS: Final = 60
MOST_SECTIONS: Final = 30
MOST_OPTIONS: Final = 100
MOST_ROWS: Final = 30
MOST_CONDITIONS: Final = 6  # of one question or section
MOST_POINTS: Final = 101  # of a scale; up to eleven are buttons, more are typed
MOST_NUMBER: Final = 1_000_000
LONGEST: Final = {
    # of a survey
    "title": 120,
    "why": 600,
    "who_sees": 400,
    "thanks": 600,
    # of a section and a question
    "intro": 1000,
    "text": 500,
    "hint": 300,
    "low": 60,
    "high": 60,
    # of an answer or a statement
    "label": 200,
}
LONGEST_SOURCE: Final = 300
LONGEST_LINES: Final = MOST_OPTIONS * (LONGEST["label"] + 2)
