"""Tables to take along, which a spreadsheet reads as text and numbers, never as formulas."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import chain
from typing import Any, Final

MARK: Final = "\ufeff"
"""A byte order mark first: without it some spreadsheets misread the letters."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Write a table line by line, the names of its columns first."""
    out = StringIO()
    writer = csv.writer(out)
    for row in chain([columns], rows):
        writer.writerow([_harmless(cell) for cell in row])
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def _harmless(cell: Any) -> Any:
    """A leading sign that a spreadsheet would run is put behind an apostrophe."""
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return cell
