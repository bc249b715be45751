"""The doors of asking and answering (doors.py says what a door is)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from tests.architecture.knocking import Door, MatrixWorld, form


def the_survey(world: MatrixWorld) -> Sequence[object]:
    return [world.survey.slug]


def no_matter_who(_world: MatrixWorld, _user: Any) -> None:
    """Everybody answers for themselves."""


INVITE_DOORS: Final[dict[str, tuple[Door, ...]]] = {
    "survey.respond": (
        form("feedback:begin", the_survey, own=no_matter_who, denied="403"),
    ),
}

_LINK = "the link alone opens it: tests/feedback/test_answering"
_STAND = "whoever stands there: tests/feedback/test_stands"
_WORK = "whoever works on the survey: tests/feedback/test_asking"
_PAPER = "organizers and officers of the place: tests/feedback/test_paper"

# Addresses that are no action of the matrix, each with its reason.
BESIDE_INVITE: Final[dict[str, str]] = {
    "feedback:answer": _LINK,
    "feedback:code": "a code of a letter: tests/feedback/test_stands",
    "feedback:screen": _STAND,
    "feedback:kiosk": _STAND,
    "feedback:stop": "a link in a letter: tests/feedback/test_mailing",
    "feedback:ask": _WORK,
    "feedback:stand_": _WORK,
    "feedback:paper": _PAPER,
}
