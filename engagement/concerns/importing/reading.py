"""Turn a record of a city's file into a row of ours, or say why it cannot be one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import md5
from math import isfinite, nan
from operator import itemgetter
from typing import Final, NamedTuple

from engagement.concerns.choices import CLOSED, Origin, Status
from engagement.concerns.importing.errors import ImportFileError, ImportMapError
from engagement.concerns.importing.maps import SourceMap
from engagement.concerns.importing.moments import Moment, NoMomentError

FALLBACK_KIND: Final = "other"
NULL: Final = r"\N"
_LONGEST_ID: Final = 80
_LONGEST_KIND: Final = 120
_LONGEST_PLACE: Final = 200
_LONGEST_TEXT: Final = 4_000
_POLE, _DATE_LINE = 90.0, 180.0
_TOMORROW: Final = timedelta(days=1)
# what COPY's text form needs written differently; NUL never gets here
_ESCAPES: Final = {
    ord("\\"): r"\\",
    ord("\t"): r"\t",
    ord("\n"): r"\n",
    ord("\r"): r"\r",
}
_PLAIN: Final = re.compile(r"[\\\t\n\r]").search
_ORDER: Final = (
    "id",
    "opened",
    "source_kind",
    "detail",
    "closed",
    "target",
    "status",
    "text",
    "where",
    "origin",
)
_MOST_KEPT: Final = 20_000
_DELIMITERS: Final = {";": ";", "\t": r"\t", "|": "|", ",": ","}
_NOWHERE: Final = (nan, nan)


class RejectedError(Exception):
    """The record is not taken in; the message is the reason it is kept with."""


class KindFacts(NamedTuple):
    """What of one of our kinds is written on a concern."""

    id: int
    privacy: str


class Row(NamedTuple):
    """One concern as the file has it, ready for COPY but for its place."""

    line: int
    source_id: str
    digest: str
    values: str
    x: float
    y: float
    record: Sequence[str]


@dataclass
class Remarks:
    """What a person should know about the rows that were read."""

    unlisted_kinds: Counter[str] = field(default_factory=Counter)
    unlisted_statuses: Counter[str] = field(default_factory=Counter)
    ignored_points: Counter[str] = field(default_factory=Counter)
    blank_points: int = 0
    officer_found: int = 0
    closed_before_opened: int = 0


class _Sorting(NamedTuple):
    """What all rows of one source kind, detail and origin have in common."""

    values: str
    is_unlisted: bool
    is_officers: bool


class Reader:
    """Read records by one map and one header. Raises ImportFileError, ImportMapError."""

    def __init__(
        self,
        source_map: SourceMap,
        header: Sequence[str],
        kinds: Mapping[str, KindFacts],
        now: datetime,
    ) -> None:
        self._map = source_map
        self._width = len(header)
        self._wanted = _picker(source_map, header)
        self._kinds = {code: kinds[code] for code in _known_codes(source_map, kinds)}
        self._other = kinds[FALLBACK_KIND]
        self._latest = int((now + _TOMORROW).timestamp())
        self._is_plane = bool(source_map.crs)
        self._tier = source_map.tier.value
        self._sortings: dict[tuple[str, str, str], _Sorting] = {}
        self.remarks = Remarks()

    def read(self, line: int, cells: list[str]) -> Row:
        """Give the row. Raises RejectedError with the reason."""
        if len(cells) != self._width:
            raise RejectedError("the row has more or fewer cells than the header")
        (
            source_id,
            opened,
            told,
            detail,
            closed,
            target,
            status,
            text,
            where,
            origin,
            across,
            up,
        ) = [cell.strip() for cell in self._wanted([*cells, ""])]
        if not source_id:
            raise RejectedError("the row has no id")
        if len(source_id) > _LONGEST_ID:
            raise RejectedError("the id is longer than 80 characters")
        times = self._times(opened, closed, target, status)
        x, y = self._point(across, up)
        kind = self._kind(told, detail, origin)
        place = " ".join(where.split())[:_LONGEST_PLACE]
        words = f"{escaped(text[:_LONGEST_TEXT])}\t{escaped(place)}"
        values = f"{kind}\t{times}\t{words}"
        told_now = f"{values}\t{x!r}\t{y!r}\t{self._tier}"
        digest = md5(told_now.encode(), usedforsecurity=False).hexdigest()
        return Row(line, source_id, digest, values, x, y, cells)

    def _kind(self, told: str, detail: str, origin: str) -> str:
        key = (told, detail, origin)
        sorting = self._sortings.get(key)
        if sorting is None:
            if len(self._sortings) >= _MOST_KEPT:
                self._sortings.clear()
            sorting = self._sortings[key] = self._sorting(told, detail, origin)
        if sorting.is_unlisted:
            self.remarks.unlisted_kinds[told] += 1
        self.remarks.officer_found += sorting.is_officers
        return sorting.values

    def _sorting(self, told: str, detail: str, origin: str) -> _Sorting:
        if len(told) > _LONGEST_KIND:
            raise RejectedError("the kind is longer than 120 characters")
        code = self._map.details.get(detail) or self._map.kinds.get(told)
        kind = self._kinds[code] if code else self._other
        who = self._map.origins.get(origin, Origin.RESIDENT)
        return _Sorting(
            f"{escaped(told)}\t{kind.id}\t{kind.privacy}\t{who.value}",
            is_unlisted=code is None,
            is_officers=who != Origin.RESIDENT,
        )

    def _times(self, opened: str, closed: str, target: str, status: str) -> str:
        if not opened:
            raise RejectedError("the row has no opening date")
        began = self._moment(opened, "opened")
        if began.seconds > self._latest:
            raise RejectedError("the opening date lies in the future")
        ended = self._moment(closed, "closed") if closed else None
        due = self._moment(target, "target").written if target else NULL
        ours = self._status(status, is_closed=ended is not None)
        closed_at = self._closing(began, ended) if ours in CLOSED else NULL
        return f"{began.hour}\t{began.day}\t{ours._value_}\t{closed_at}\t{due}"

    def _closing(self, opened: Moment, closed: Moment | None) -> str:
        if closed is None:
            return opened.hour
        if closed.seconds < opened.seconds:
            self.remarks.closed_before_opened += 1
            return opened.written
        return closed.written

    def _moment(self, text: str, name: str) -> Moment:
        try:
            return self._map.moments.read(text)
        except NoMomentError:
            raise RejectedError(_BAD_DATES[name]) from None

    def _status(self, told: str, *, is_closed: bool) -> Status:
        status = self._map.statuses.get(told)
        if status is not None:
            return status
        if told:
            self.remarks.unlisted_statuses[told] += 1
        return Status.DONE if is_closed else Status.LOOKING

    def _point(self, across: str, up: str) -> tuple[float, float]:
        """Give (x, y), which is (lon, lat) unless the map says metres or feet."""
        if not across and not up:
            self.remarks.blank_points += 1
            return _NOWHERE
        try:
            x, y = float(across), float(up)
        except ValueError:
            raise RejectedError("the point cannot be read") from None
        if self._is_ignored(x, y):
            self.remarks.ignored_points[f"{y + 0:g}, {x + 0:g}"] += 1  # -0 is 0
            return _NOWHERE
        if not (isfinite(x) and isfinite(y)):
            raise RejectedError("the point cannot be read")
        if not self._is_plane and not (abs(x) <= _DATE_LINE and abs(y) <= _POLE):
            raise RejectedError("the point is no longitude and latitude")
        return x, y

    def _is_ignored(self, x: float, y: float) -> bool:
        if (y, x) in self._map.ignored or (x == 0 and y == 0):
            return True
        return self._map.ignore_whole_degrees and x.is_integer() and y.is_integer()


_BAD_DATES: Final = {
    "opened": "the opening date cannot be read",
    "closed": "the closing date cannot be read",
    "target": "the target date cannot be read",
}


def escaped(text: str) -> str:
    """Write a text as COPY's text form wants it."""
    return text if _PLAIN(text) is None else text.translate(_ESCAPES)


def _picker(
    source_map: SourceMap, header: Sequence[str]
) -> Callable[[list[str]], tuple[str, ...]]:
    """Pick the cells in the order they are used; a blank stands in for what is not there."""
    at = _positions(source_map, header)
    across, up = ("x", "y") if source_map.crs else ("lon", "lat")
    return itemgetter(*(at.get(name, -1) for name in (*_ORDER, across, up)))


def _positions(source_map: SourceMap, header: Sequence[str]) -> dict[str, int]:
    """Find each column of the map in the header, whatever its capitals."""
    names = [name.casefold() for name in header]
    wanted = {key: name.casefold() for key, name in source_map.columns.items()}
    missing = [
        source_map.columns[key] for key, name in wanted.items() if name not in names
    ]
    if missing:
        message = (
            f"The file has no column {', '.join(f'“{name}”' for name in missing)}."
            f" Its columns are: {', '.join(header)}.{_other_delimiter(header)}"
        )
        raise ImportFileError(message)
    twice = [
        source_map.columns[k] for k, name in wanted.items() if names.count(name) > 1
    ]
    if twice:
        message = f"The file has the column “{twice[0]}” more than once."
        raise ImportFileError(message)
    return {key: names.index(name) for key, name in wanted.items()}


def _other_delimiter(header: Sequence[str]) -> str:
    """Tell what seems to stand between the cells, where the header is all one cell."""
    if len(header) > 1:
        return ""
    found = [name for sign, name in _DELIMITERS.items() if sign in header[0]]
    return f' Put the line delimiter = "{found[0]}" into the map.' if found else ""


def _known_codes(
    source_map: SourceMap, kinds: Mapping[str, KindFacts]
) -> frozenset[str]:
    codes = {*source_map.kinds.values(), *source_map.details.values(), FALLBACK_KIND}
    unknown = sorted(codes - set(kinds))
    if unknown:
        message = (
            f"The map sends concerns to the kind “{unknown[0]}”, which this town does"
            f" not have. It has: {', '.join(sorted(kinds))}."
        )
        raise ImportMapError(message)
    return frozenset(codes)
