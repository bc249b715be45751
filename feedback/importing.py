"""Reading another tool's answers by a map. Pure: text and a shape in, answers out.

The map says which column answers which question, what its values mean, which codes mean
that nothing was answered (9, R, F, NA …), and how half points are rounded. Whatever fits
no answer is counted as none and told with its line; it is never guessed at.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import (
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Decimal,
    InvalidOperation,
)
from io import StringIO
from typing import Any, Final

from django.utils.translation import gettext as _

from feedback import answers as kept_rules
from feedback.answers import YES
from feedback.choices import RATHER_NOT, QuestionKind
from feedback.errors import AnswerFileError
from feedback.importmap import AnswerMap, Column
from feedback.shapes import Option, Question, Shape

MOST_LINES: Final = 100_000
FAULTS_SHOWN: Final = 50
_VALUE_SHOWN: Final = 40
_HIGHEST: Final = Decimal(1_000_000_000)
_TICKED: Final = frozenset({"yes", "true", "1", "x"})
_ROUND: Final = {"up": ROUND_HALF_UP, "down": ROUND_HALF_DOWN, "even": ROUND_HALF_EVEN}
_NUMBERS: Final = (QuestionKind.SCALE, QuestionKind.NUMBER)
_LISTS: Final = (QuestionKind.MULTIPLE, QuestionKind.RANKING)


@dataclass
class Told:
    """What came of a file: counts, and where something did not fit."""

    lines: int = 0
    taken: Counter[int] = field(default_factory=Counter)  # by number of the wave
    left_out: int = 0  # lines of no wave of the map, and empty ones
    nothing: Counter[str] = field(default_factory=Counter)  # codes for no answer
    rounded: Counter[str] = field(default_factory=Counter)
    unfit: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: list[tuple[int, str, str, str]] = field(default_factory=list)

    def add_fault(self, line: int, target: str, value: str, why: str) -> None:
        shown = value[:_VALUE_SHOWN]
        self.unfit[target, shown] += 1
        if len(self.faults) < FAULTS_SHOWN:
            self.faults.append((line, target, shown, why))


@dataclass(frozen=True)
class Given:
    """One person’s answers, and which wave of the map they belong to."""

    wave: int
    answers: dict[str, Any]


@dataclass(frozen=True)
class Reader:
    """Walks through a file; `homes` gives a neighborhood’s slug for what is written."""

    text: str
    rules: AnswerMap
    shape: Shape
    homes: Mapping[str, str]
    told: Told = field(default_factory=Told)

    def people(self) -> Iterator[Given]:
        """Give one person after the other. Raises AnswerFileError."""
        lines = csv.reader(StringIO(self.text), delimiter=self.rules.delimiter)
        header = header_of(lines)
        where = {name: number for number, name in enumerate(header)}
        self.rules.require_columns(where)
        for cells in _lines(lines):
            self.told.lines += 1
            if self.told.lines > MOST_LINES:
                raise AnswerFileError(
                    _("This file has more than %(most)d lines.") % {"most": MOST_LINES}
                )
            named = {
                name: cells[at].strip() if at < len(cells) else ""
                for name, at in where.items()
            }
            wave = self.rules.wave_of(named)
            if wave is None or not any(named.values()):
                self.told.left_out += 1
                continue
            self.told.taken[wave] += 1
            yield Given(wave, self._answers(wave, named, lines.line_num))

    def _answers(self, wave: int, named: dict[str, str], line: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for target, column in self.rules.columns_of(wave).items():
            key, _dot, row = target.partition(".")
            question = self.shape.questions[key]
            value = self._value(target, column, named[column.column], line)
            if value is None:
                continue
            if row:
                found.setdefault(key, {})[row] = value
            else:
                found[question.key] = value
        return found

    def _value(self, target: str, column: Column, cell: str, line: int) -> Any:
        key, _dot, row = target.partition(".")
        question = self.shape.questions[key]
        if cell in column.nothing or not cell:
            self.told.nothing[target] += 1
            return None
        meant = column.values.get(cell, cell)
        try:
            if meant == RATHER_NOT and question.is_personal:
                return RATHER_NOT
            value = self._meaning(question, column, meant, target)
            if row:
                return kept_rules.kept(question, {row: value})[row]
            return kept_rules.kept(question, value)
        except ValueError as fault:
            self.told.add_fault(line, target, cell, str(fault))
            return None

    def _meaning(
        self, question: Question, column: Column, cell: str, target: str
    ) -> Any:
        if question.kind in _NUMBERS:
            return self._number(column, cell, target)
        if question.kind in _LISTS:
            parts = (part.strip() for part in cell.split(column.split))
            return [_code(question.options, part) for part in parts if part]
        if question.kind in (QuestionKind.SINGLE, QuestionKind.MATRIX):
            return _code(question.options, cell)
        if question.kind == QuestionKind.NEIGHBORHOOD:
            return self._home(cell)
        return _plain(question, cell)

    def _home(self, cell: str) -> str:
        if cell.casefold() not in self.homes:
            raise ValueError(_("There is no such neighborhood."))
        return self.homes[cell.casefold()]

    def _number(self, column: Column, cell: str, target: str) -> int:
        number = _decimal(cell)
        whole = number.to_integral_value(_ROUND.get(column.round, ROUND_HALF_EVEN))
        if number != whole and not column.round:
            raise ValueError(_("Enter a whole number."))
        if number != whole:
            self.told.rounded[target] += 1
        return int(whole)


def _decimal(cell: str) -> Decimal:
    """Read a number that is no trap: 1e999999999 would fill the memory."""
    try:
        number = Decimal(cell.replace(",", "."))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not -_HIGHEST <= number <= _HIGHEST:
        raise ValueError(_("Enter a whole number."))
    return number


def _plain(question: Question, cell: str) -> Any:
    if question.kind == QuestionKind.CONSENT:
        return YES if cell.casefold() in _TICKED else cell
    if question.kind == QuestionKind.PLACE:
        return cell.replace(";", " ").split()
    return cell


def header_of(lines: Iterator[list[str]]) -> list[str]:
    """Read the first line. Raises AnswerFileError."""
    try:
        header = [name.strip() for name in next(lines)]
    except (StopIteration, csv.Error):
        header = []
    if not any(header):
        raise AnswerFileError(_("The first line has to name the columns."))
    twice = [name for name, times in Counter(header).items() if times > 1 and name]
    if twice:
        raise AnswerFileError(
            _("Two columns are called “%(name)s”. Give each its own name.")
            % {"name": twice[0][:60]}
        )
    return header


def columns_in(text: str, delimiter: str = ",") -> list[str]:
    """Name the columns of a file. Raises AnswerFileError."""
    return header_of(csv.reader(StringIO(text), delimiter=delimiter))


def text_of(content: bytes) -> str:
    """Read a file as text. Raises AnswerFileError."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise AnswerFileError(
            _("This file is not written in UTF-8. Save it as CSV UTF-8.")
        ) from None
    if "\x00" in text:
        raise AnswerFileError(_("This is not a table of text. Save it as CSV UTF-8."))
    return text


def _lines(lines: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from lines
    except csv.Error:
        raise AnswerFileError(
            _(
                "The table breaks off: a quotation mark is not closed, or a cell is too long."
            )
        ) from None


def _code(options: tuple[Option, ...], cell: str) -> str:
    """Give the code of an answer written as its code or in its words."""
    if any(option.code == cell for option in options):
        return cell
    said = cell.casefold()
    for option in options:
        if said in {words.casefold() for words in option.words.values()}:
            return option.code
    raise ValueError(_("It is none of the answers."))
