"""Split a city's file into records, whatever state it is in, a few at a time.

A record that cannot be one (a cell of megabytes, a quote that is never closed, bytes
of another encoding) is handed on as spoiled, with its reason; the next line is read as
if nothing had happened.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, NamedTuple

from engagement.concerns.importing.errors import ImportFileError

LONGEST: Final = 1_000_000
_MOST_LINES: Final = 500  # no honest cell has more lines; past it a quote was forgotten
_GZIP: Final = b"\x1f\x8b"
_TOO_LONG: Final = "the row is longer than a million characters"
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff")
_ZIP: Final = b"PK\x03\x04"


@dataclass(frozen=True)
class Spoiled:
    """Lines of the file that are no record."""

    line: int
    reason: str
    text: str


class Record(NamedTuple):
    line: int
    cells: list[str]


class Records:
    """One pass over one file; `header` is read first. Made by `reading`."""

    def __init__(
        self, lines: io.TextIOWrapper, file: io.BufferedReader, delimiter: str
    ) -> None:
        self._lines, self._raw = lines, file
        self._delimiter = delimiter
        self._line = 0
        self._began = 0
        self._again: list[str] = []
        self.characters = 0
        self.header = self._read_header()

    @property
    def bytes_read(self) -> int:
        return self._raw.tell()

    def _read_header(self) -> list[str]:
        with plain_reading():
            first = next(
                (found for found in self._whole() if not _is_blank(found)), None
            )
        if first is None:
            raise ImportFileError("The file is empty: it has not even a header line.")
        if isinstance(first, Spoiled):
            message = (
                f"The first line is no header: {first.reason}. The file has to be CSV,"
                " and the map has to name its encoding if that is not UTF-8."
            )
            raise ImportFileError(message)
        _line, text = first
        return [
            name.strip() for name in next(csv.reader([text], delimiter=self._delimiter))
        ]

    def __iter__(self) -> Iterator[Record | Spoiled]:
        spoiled: list[Spoiled] = []
        with plain_reading():
            for cells in csv.reader(self._texts(spoiled), delimiter=self._delimiter):
                if spoiled:
                    yield from spoiled
                    spoiled.clear()
                if cells:
                    yield Record(self._began, cells)
        yield from spoiled

    def _texts(self, spoiled: list[Spoiled]) -> Iterator[str]:
        for found in self._whole():
            if isinstance(found, Spoiled):
                spoiled.append(found)
            else:
                self._began, text = found
                yield text

    def _next_line(self) -> str | None:
        if self._again:
            self._line += 1
            return self._again.pop()
        text = self._lines.readline(LONGEST + 1)
        if not text:
            return None
        self._line += 1
        self.characters += len(text)
        return text

    def _whole(self) -> Iterator[tuple[int, str] | Spoiled]:
        """Give each record's text: one line, or the lines a quoted cell spans."""
        while (text := self._next_line()) is not None:
            line = self._line
            if len(text) > LONGEST:
                yield Spoiled(line, _TOO_LONG, text)
                self._skip_line(text)
            elif '"' in text and stays_open(text, self._delimiter):
                yield self._joined(line, text)
            else:
                yield self._checked(line, text)

    def _skip_line(self, text: str) -> None:
        while text and not text.endswith(("\n", "\r")):
            text = self._lines.readline(LONGEST)

    def _joined(self, line: int, first: str) -> tuple[int, str] | Spoiled:
        taken = [first]
        size = len(first)
        while len(taken) < _MOST_LINES and size < LONGEST:
            more = self._next_line()
            if more is None:
                break
            taken.append(more)
            size += len(more)
            if '"' not in more:
                continue
            if not _closes(more, self._delimiter):
                break
            if not stays_open(more, self._delimiter, inside=True):
                return self._checked(line, "".join(taken))
        self._again += reversed(taken[1:])
        self._line = line
        return Spoiled(line, "a quotation mark is opened and never closed", first)

    def _checked(self, line: int, text: str) -> tuple[int, str] | Spoiled:
        if len(text) > LONGEST:
            return Spoiled(line, _TOO_LONG, text)
        if not text.isascii():
            try:
                text.encode()
            except UnicodeEncodeError:
                return Spoiled(
                    line, "the row is not text in the encoding the map names", text
                )
        if "\0" in text:
            return Spoiled(line, "the row holds a NUL byte", text)
        return line, text


@contextmanager
def reading(
    file: io.BufferedReader, encoding: str, delimiter: str
) -> Iterator[Records]:
    """Read a file of bytes, packed or not. Raises ImportFileError."""
    unpacked = _unpacked(file)
    with plain_reading():
        _refuse_other_files(unpacked.peek(len(_ZIP)), encoding)
    lines = io.TextIOWrapper(
        unpacked,
        encoding=encoding,
        errors="surrogateescape" if encoding.startswith("utf-8") else "strict",
        newline="",
    )
    usual = csv.field_size_limit(LONGEST)  # longer rows never reach the csv module
    try:
        with lines:
            yield Records(lines, file, delimiter)
    finally:
        csv.field_size_limit(usual)  # it holds for the whole process


def stays_open(text: str, delimiter: str, *, inside: bool = False) -> bool:
    """Tell whether a quoted cell is still open at the end of the text."""
    opening = f'{delimiter}"'
    at = 0
    if not inside and not text.startswith('"'):
        at = text.find(opening)
        if at < 0:
            return False
        at += 1
    at += not inside
    while True:
        at = _closing(text, at)
        if at < 0:
            return True
        at = text.find(opening, at)
        if at < 0:
            return False
        at += 2


def _closes(text: str, delimiter: str) -> bool:
    """Tell whether the first single mark ends a cell, or only looks as if it did."""
    at = _closing(text, 0)
    return at < 0 or text[at : at + 1] in ("", "\r", "\n", delimiter)


def _closing(text: str, at: int) -> int:
    """Find the place after the mark that closes the cell; doubled marks are text."""
    while True:
        at = text.find('"', at)
        if at < 0:
            return -1
        if text[at + 1 : at + 2] != '"':
            return at + 1
        at += 2


def _unpacked(file: io.BufferedReader) -> io.BufferedReader:
    packed = file.peek(len(_GZIP)).startswith(_GZIP)
    return gzip.GzipFile(fileobj=file) if packed else file  # type: ignore[return-value]  # a GzipFile reads like any other


def _refuse_other_files(start: bytes, encoding: str) -> None:
    if start.startswith(_ZIP):
        raise ImportFileError(
            "The file is a zip archive or a spreadsheet. Unpack it, or save its sheet as"
            " CSV."
        )
    if start.startswith(_WIDE) and encoding.startswith("utf-8"):
        raise ImportFileError(
            'The file is written in UTF-16: put the line encoding = "utf-16" into the'
            " map."
        )


def _is_blank(found: tuple[int, str] | Spoiled) -> bool:
    return not isinstance(found, Spoiled) and not found[1].strip()


@contextmanager
def plain_reading() -> Iterator[None]:
    """Say in a sentence why a file broke off."""
    try:
        yield
    except UnicodeError as error:
        message = (
            "The file is not text in the encoding the map names"
            f" ({error.reason if isinstance(error, UnicodeDecodeError) else error})."
        )
        raise ImportFileError(message) from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        message = f"The compressed file is damaged or breaks off: {error}."
        raise ImportFileError(message) from None
    except csv.Error as error:
        message = f"The file is no CSV: {error}."
        raise ImportFileError(message) from None
