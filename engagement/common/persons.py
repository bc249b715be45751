"""What an app keeps about somebody, and how it hands it out or lets it go (RULINGS 41).

Each app with a link to a person has a module `belongings` with `export_person`,
`erase_person` and, where something leaves by itself, `purge`; the front calls them by
name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.db.models import QuerySet

Row = dict[str, Any]
Tables = dict[str, list[Row]]  # by the name of the table, as `concerns.concern`


class Person(Protocol):
    """Somebody with an account, as the lower apps can describe them."""

    @property
    def pk(self) -> int: ...

    @property
    def email(self) -> str: ...


@dataclass(frozen=True)
class StoredFile:
    """A value in an exported row: the file of this name in the storage comes along."""

    name: str


def rows_of(rows: QuerySet[Any], **columns: str) -> list[Row]:
    """Read columns, each under the word a reader knows it by, oldest row first."""
    found = rows.order_by("pk").values_list(*columns.values())
    return [
        {word: plain_value(value) for word, value in zip(columns, each, strict=True)}
        for each in found
    ]


def plain_value(value: object) -> object:
    """Write moments the way every program reads them; leave the rest."""
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def together(parts: Iterable[Tables]) -> Tables:
    """Lay what several apps gave side by side; rows of one table follow one another."""
    whole: Tables = {}
    for part in parts:
        for name, rows in part.items():
            whole.setdefault(name, []).extend(rows)
    return whole
