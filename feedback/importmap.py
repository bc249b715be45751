"""The map of a file of answers: a plain value that can be written down as JSON. Pure.

    {"nothing": ["", "NA", "9"], "delimiter": ",", "language": "en",
     "answers": {"trust": {"column": "Q7", "values": {"very": "5"}, "round": "up"}},
     "waves": [{"column": "year", "is": "2015", "opens": "2015-01-01",
                "closes": "2015-12-31", "note": "", "answers": {}}]}

`answers` are by the key of a question, a statement of a matrix as `key.row`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from feedback.choices import QuestionKind
from feedback.errors import AnswerFileError
from feedback.shapes import Shape

MOST_WAVES: Final = 24
_OF_MAP: Final = {"nothing", "delimiter", "language", "answers", "waves"}
_OF_COLUMN: Final = {"column", "values", "nothing", "round", "split"}
_OF_WAVE: Final = {"column", "is", "opens", "closes", "note", "answers"}
ROUNDINGS: Final = ("", "up", "down", "even")


@dataclass(frozen=True)
class Column:
    """Which column answers a question, and what its values mean."""

    column: str
    values: Mapping[str, str]
    nothing: frozenset[str]
    round: str = ""
    split: str = ";"


@dataclass(frozen=True)
class MapWave:
    """The lines of one wave: all, or those with a value in a column."""

    opens: date
    closes: date
    note: str
    column: str
    value: str
    columns: Mapping[str, Column]


@dataclass(frozen=True)
class AnswerMap:
    """All a file is read by."""

    waves: tuple[MapWave, ...]
    delimiter: str
    language: str

    def wave_of(self, named: Mapping[str, str]) -> int | None:
        """Tell which wave a line belongs to."""
        for number, wave in enumerate(self.waves):
            if not wave.column or named.get(wave.column) == wave.value:
                return number
        return None

    def columns_of(self, wave: int) -> Mapping[str, Column]:
        return self.waves[wave].columns

    def require_columns(self, there: Collection[str]) -> None:
        """Raise AnswerFileError for a column the file does not have."""
        for wave in self.waves:
            asked = [column.column for column in wave.columns.values()]
            for name in (*asked, *([wave.column] if wave.column else [])):
                if name not in there:
                    raise AnswerFileError(
                        _("The file has no column “%(name)s”.") % {"name": name[:200]}
                    )


def map_from(plain: Any, shape: Shape) -> AnswerMap:
    """Read a map for a survey’s questions. Raises AnswerFileError."""
    told = _table(plain, _OF_MAP, "the map")
    nothing = _texts(told.get("nothing", []))
    common = _table(told.get("answers", {}), None, "answers")
    waves = told.get("waves")
    if not isinstance(waves, list) or not 0 < len(waves) <= MOST_WAVES:
        raise AnswerFileError(
            _("The map has to name from one to %(most)d waves.") % {"most": MOST_WAVES}
        )
    found = tuple(_wave(one, common, nothing, shape) for one in waves)
    delimiter = told.get("delimiter", ",")
    if delimiter not in {",", ";", "\t", "|"}:
        raise AnswerFileError(_("Columns are parted by a comma, a semicolon or a tab."))
    language = str(told.get("language", "") or next(iter(shape.languages), ""))
    return AnswerMap(found, delimiter, language[:12])


def _wave(
    plain: Any, common: dict[str, Any], nothing: frozenset[str], shape: Shape
) -> MapWave:
    told = _table(plain, _OF_WAVE, "waves")
    own = _table(told.get("answers", {}), None, "answers")
    answers = {**common, **own}
    try:
        opens = date.fromisoformat(str(told.get("opens")))
        closes = date.fromisoformat(str(told.get("closes")))
    except ValueError:
        raise AnswerFileError(_("Write days like 2015-03-31.")) from None
    if closes < opens:
        raise AnswerFileError(_("The last day comes before the first one."))
    if not answers:
        raise AnswerFileError(_("Choose a column for at least one question."))
    return MapWave(
        opens=opens,
        closes=closes,
        note=str(told.get("note", "")),
        column=str(told.get("column", "")),
        value=str(told.get("is", "")),
        columns={
            target: _column(target, each, nothing, shape)
            for target, each in answers.items()
        },
    )


def _column(target: str, plain: Any, nothing: frozenset[str], shape: Shape) -> Column:
    _require_question(target, shape)
    told = _table(plain, _OF_COLUMN, target)
    column, rounding = told.get("column"), told.get("round", "")
    split = told.get("split", ";")
    if not isinstance(column, str) or not column:
        raise AnswerFileError(
            _("Say which column answers “%(key)s”.") % {"key": target[:60]}
        )
    if rounding not in ROUNDINGS or not isinstance(split, str) or not split:
        raise AnswerFileError(
            _("“%(key)s”: half points are rounded up, down or even.")
            % {"key": target[:60]}
        )
    values = _table(told.get("values", {}), None, target)
    return Column(
        column=column,
        values={code: str(meant) for code, meant in values.items()},
        nothing=nothing | _texts(told.get("nothing", [])),
        round=rounding,
        split=split,
    )


def _require_question(target: str, shape: Shape) -> None:
    key, dot, row = target.partition(".")
    question = shape.questions.get(key)
    is_matrix = question is not None and question.kind == QuestionKind.MATRIX
    rows = {each.code for each in question.rows} if question else set()
    if question is None or bool(dot) != is_matrix or (is_matrix and row not in rows):
        raise AnswerFileError(
            _("The survey asks nothing called “%(key)s”.") % {"key": target[:60]}
        )


def _table(plain: Any, allowed: set[str] | None, what: str) -> dict[str, Any]:
    if not isinstance(plain, dict):
        raise AnswerFileError(
            _("The map cannot be read at “%(what)s”.") % {"what": what[:60]}
        )
    strange = set(plain) - allowed if allowed is not None else set()
    if strange:
        raise AnswerFileError(
            _("The map has a word nobody knows: “%(word)s”.")
            % {"word": min(strange)[:60]}
        )
    return plain


def _texts(plain: Any) -> frozenset[str]:
    if not isinstance(plain, list):
        raise AnswerFileError(
            _("The map cannot be read at “%(what)s”.") % {"what": "nothing"}
        )
    return frozenset(str(code) for code in plain)
