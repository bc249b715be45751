"""Whether a value answers a question, and how it is kept. Pure.

Kept values: single, neighborhood, consent: a code; multiple, ranking: codes; scale,
number: a whole number; matrix: statement → code; date: ISO 8601; short, long: words;
place: [longitude, latitude]. `rather_not` answers every personal question.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from feedback.choices import RATHER_NOT, QuestionKind
from feedback.shapes import Question

LONGEST_SHORT: Final = 200
LONGEST_LONG: Final = 4000
CELL_DEGREES: Final = 0.0025  # some 250 m: a place is kept as the middle of its cell
YES: Final = "yes"
_LOWEST: Final = -1_000_000_000
_HIGHEST: Final = 1_000_000_000


def kept(question: Question, value: Any) -> Any:
    """Give the value as it is kept, None for no answer.

    Raises ValueError with a sentence that says what to do.
    """
    if value in (None, "", [], {}):
        return None
    if value == RATHER_NOT and question.is_personal:
        return RATHER_NOT
    return _KEEP[question.kind](question, value)


def _one(question: Question, value: Any) -> str:
    if value not in question.codes:
        raise ValueError(_("Choose one of the answers."))
    return str(value)


def _several(question: Question, value: Any) -> list[str]:
    chosen = _list(value)
    if not set(chosen) <= set(question.codes) or len(set(chosen)) != len(chosen):
        raise ValueError(_("Choose from the answers."))
    if question.most is not None and len(chosen) > question.most:
        raise ValueError(
            _("Choose %(most)d answers or fewer.") % {"most": question.most}
        )
    return [code for code in question.codes if code in chosen]


def _order(question: Question, value: Any) -> list[str]:
    ranked = _list(value)
    if not set(ranked) <= set(question.codes):
        raise ValueError(_("Choose from the answers."))
    if len(set(ranked)) != len(ranked):
        raise ValueError(_("Give each answer one place only."))
    return ranked


def _number(question: Question, value: Any) -> int:
    lowest = _LOWEST if question.lowest is None else question.lowest
    highest = _HIGHEST if question.highest is None else question.highest
    try:
        number = int(str(value))
    except ValueError:
        raise ValueError(_("Enter a whole number.")) from None
    if not lowest <= number <= highest:
        raise ValueError(
            _("Enter a number from %(lowest)d to %(highest)d.")
            % {"lowest": lowest, "highest": highest}
        )
    return number


def _matrix(question: Question, value: Any) -> dict[str, str]:
    rows = {row.code for row in question.rows}
    if not isinstance(value, dict) or not set(value) <= rows:
        raise ValueError(_("Choose one answer in each row."))
    given = {row: code for row, code in value.items() if code not in (None, "")}
    allowed = {*question.codes, *([RATHER_NOT] if question.is_personal else [])}
    if not set(given.values()) <= allowed:
        raise ValueError(_("Choose one answer in each row."))
    return given


def _date(_question: Question, value: Any) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise ValueError(_("Enter a day, a month and a year.")) from None


def _words(question: Question, value: Any) -> str:
    is_short = question.kind == QuestionKind.SHORT
    longest = question.most or (LONGEST_SHORT if is_short else LONGEST_LONG)
    words = str(value).strip()
    if len(words) > longest:
        raise ValueError(
            _("Use %(longest)d characters or fewer.") % {"longest": longest}
        )
    return words


def _place(_question: Question, value: Any) -> list[float]:
    try:
        longitude, latitude = (float(part) for part in value)
    except (TypeError, ValueError):
        raise ValueError(_("Choose a place on the map.")) from None
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):  # noqa: PLR2004 - degrees
        raise ValueError(_("Choose a place on the map."))
    return [_middle(longitude), _middle(latitude)]


def _middle(degrees: float) -> float:
    return round((degrees // CELL_DEGREES + 0.5) * CELL_DEGREES, 6)


def _consent(_question: Question, value: Any) -> str:
    if value not in {YES, True}:
        raise ValueError(_("Tick the box, or leave it empty."))
    return YES


def _home(_question: Question, value: Any) -> str:
    return str(value)  # which there are is known where it is kept


def _list(value: Any) -> list[str]:
    return [str(one) for one in (value if isinstance(value, list) else [value])]


_KEEP: Final[dict[str, Callable[[Question, Any], Any]]] = {
    QuestionKind.SINGLE: _one,
    QuestionKind.MULTIPLE: _several,
    QuestionKind.SCALE: _number,
    QuestionKind.MATRIX: _matrix,
    QuestionKind.RANKING: _order,
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _date,
    QuestionKind.SHORT: _words,
    QuestionKind.LONG: _words,
    QuestionKind.PLACE: _place,
    QuestionKind.NEIGHBORHOOD: _home,
    QuestionKind.CONSENT: _consent,
}


def is_complete(question: Question, value: Any) -> bool:
    """Tell whether a required question was answered wholly."""
    if value is None:
        return False
    if question.kind == QuestionKind.MATRIX and isinstance(value, dict):
        return len(value) == len(question.rows)
    return True
