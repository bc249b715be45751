"""One person's data as a file to keep: pages to read, tables for programs, photos.

Every name inside is ours, so that unpacking it can write nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Final, Self
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils.dateparse import parse_datetime
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from engagement.common.persons import Row, StoredFile, Tables
from engagement.common.spreadsheets import MARK, csv_lines
from engagement.common.templatetags.ui import moment
from engagement.common.weeks import town_hour
from engagement.front.personal.words import column_in_words, table_in_words

PHOTOS: Final = frozenset({".jpg", ".jpeg", ".png", ".webp"})
_CHUNK: Final = 256 * 1024
_EARLIEST: Final = 1980  # a zip file knows no year before


@dataclass(frozen=True)
class Sheet:
    """One table as the page shows it."""

    name: str
    title: str
    head: list[str]
    rows: list[list[str]]


class Archive:
    """A zip file being written."""

    def __init__(self, file: IO[bytes], now: datetime) -> None:
        self._zip = ZipFile(file, "w", ZIP_DEFLATED)
        self._now = now
        self._files = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._zip.close()

    def add(self, name: str, content: str | bytes) -> None:
        self._zip.writestr(self._entry(name), content)

    def add_file(self, stored: StoredFile) -> str:
        """Copy a file from the storage; give its name here, none if it is gone."""
        if not default_storage.exists(stored.name):
            return ""
        self._files += 1
        suffix = PurePosixPath(stored.name).suffix.lower()
        name = f"files/{self._files}{suffix if suffix in PHOTOS else '.bin'}"
        with (
            default_storage.open(stored.name, "rb") as source,
            self._zip.open(self._entry(name), "w") as target,
        ):
            while chunk := source.read(_CHUNK):
                target.write(chunk)
        return name

    def _entry(self, name: str) -> ZipInfo:
        at = town_hour(self._now)
        entry = ZipInfo(name, (max(at.year, _EARLIEST), *at.timetuple()[1:6]))
        entry.compress_type = ZIP_DEFLATED
        return entry


def write_archive(
    file: IO[bytes], tables: Tables, *, language: str, rtl: bool, now: datetime
) -> None:
    """Write the whole of it; the reader's language is switched on already."""
    with Archive(file, now) as archive:
        sheets = []
        for name, rows in tables.items():
            safe, whole = get_valid_filename(name), _with_files(archive, rows)
            archive.add(f"tables/{safe}.json", as_json(whole))
            if whole:
                archive.add(f"tables/{safe}.csv", as_csv(whole))
                sheets.append(_sheet(safe, name, whole))
        empty = [table_in_words(name) for name, rows in tables.items() if not rows]
        context = {"sheets": sheets, "empty": empty, "made_at": now}
        context |= {"language": language, "direction": "rtl" if rtl else "ltr"}
        archive.add("index.html", render_to_string("front/archive.html", context))
        style = finders.find("css/archive.css")
        if isinstance(style, str):
            archive.add("archive.css", Path(style).read_bytes())


def _with_files(archive: Archive, rows: Iterable[Row]) -> list[Row]:
    return [
        {
            column: archive.add_file(value) if isinstance(value, StoredFile) else value
            for column, value in row.items()
        }
        for row in rows
    ]


def columns_of(rows: Iterable[Row]) -> list[str]:
    """Name all columns of rows that need not have the same."""
    return list(dict.fromkeys(column for row in rows for column in row))


def as_json(rows: list[Row]) -> str:
    return json.dumps(rows, ensure_ascii=False, indent=1, default=str)


def as_csv(rows: list[Row]) -> str:
    """Write a table that a spreadsheet opens without running anything in it."""
    columns = columns_of(rows)
    cells = ([row.get(column) for column in columns] for row in rows)
    return MARK + "".join(csv_lines(columns, cells))


def _sheet(safe: str, name: str, rows: list[Row]) -> Sheet:
    columns = columns_of(rows)
    return Sheet(
        name=safe,
        title=table_in_words(name),
        head=[column_in_words(column) for column in columns],
        rows=[[_shown(row.get(column)) for column in columns] for row in rows],
    )


def _shown(value: object) -> str:
    """Write a value as people read it; here, because the page has a great many."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str) and len(value) >= len("2026-11-20T15:42"):
        return _as_moment(value)
    return str(value)


def _as_moment(text: str) -> str:
    try:
        found = parse_datetime(text)
    except ValueError:
        return text
    return moment(found) if found and found.tzinfo else text
