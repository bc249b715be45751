"""Lists by keyset: the next page costs the same at ten rows and at ten million.

A list is ordered newest first by a moment and the row's id; a cursor names the last row
seen, never a page number, so rows that arrive meanwhile move nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)
OLDER, NEWER = "older", "newer"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)
_LONGEST_ID = 19  # digits of a bigint


@dataclass(frozen=True)
class Cursor:
    """One place in a list."""

    at: datetime
    pk: int

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // _MICRO}-{self.pk}"

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """Read what `str` wrote; None for anything else, so a bad link starts anew."""
        micro, _dash, pk = text.partition("-")
        if not (micro.isascii() and micro.isdigit() and pk.isascii() and pk.isdigit()):
            return None
        if len(micro) > len("9999999999000000") or len(pk) >= _LONGEST_ID:
            return None
        return cls(_EPOCH + int(micro) * _MICRO, int(pk))


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list, and the query strings of the pages around them."""

    rows: list[Row]
    newer: str = ""
    older: str = ""


def _cursor_of(row: Model, field: str) -> Cursor:
    return Cursor(getattr(row, field), int(row.pk))


def _older_than(field: str, cursor: Cursor) -> Q:
    earlier = Q(**{f"{field}__lt": cursor.at}) | Q(pk__lt=cursor.pk)
    return Q(**{f"{field}__lte": cursor.at}) & earlier


def _newer_than(field: str, cursor: Cursor) -> Q:
    later = Q(**{f"{field}__gt": cursor.at}) | Q(pk__gt=cursor.pk)
    return Q(**{f"{field}__gte": cursor.at}) & later


def _link(wanted: Mapping[str, str], way: str, row: Model, field: str) -> str:
    kept = {k: v for k, v in wanted.items() if k not in (OLDER, NEWER) and v}
    return urlencode({**kept, way: str(_cursor_of(row, field))})


def page_of(
    rows: QuerySet[Row], wanted: Mapping[str, str], *, field: str, size: int = 20
) -> Page[Row]:
    """Cut one page out of `rows`; one query, one row more than is shown.

    `wanted` is the address's query: its filters stay in the links.
    """
    older = Cursor.read(wanted.get(OLDER, ""))
    newer = Cursor.read(wanted.get(NEWER, ""))
    if newer and not older:
        found = list(
            rows.filter(_newer_than(field, newer)).order_by(field, "pk")[: size + 1]
        )
        shown, before, after = found[:size][::-1], len(found) > size, True
    else:
        if older:
            rows = rows.filter(_older_than(field, older))
        found = list(rows.order_by(f"-{field}", "-pk")[: size + 1])
        shown, before, after = found[:size], older is not None, len(found) > size
    return Page(
        rows=shown,
        newer=_link(wanted, NEWER, shown[0], field) if shown and before else "",
        older=_link(wanted, OLDER, shown[-1], field) if shown and after else "",
    )
