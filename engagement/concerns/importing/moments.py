"""Read dates fast: a format becomes a pattern once, and an hour is worked out once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

_NOON: Final = 12
_FULL_CLOCK: Final = 6
_SIXTIETHS: Final = {f":{number:02d}": number for number in range(60)}
_FIRST_YEAR: Final = 1900  # what lies before is a system's way of writing "none"
_CENTURY: Final = 69  # %y: 69 to 99 are the last century, as Python and POSIX have it
_MOST_KEPT: Final = 20_000
_MONTHS: Final = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
]
_ISO: Final = (
    r"(?P<Y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)"
    r"(?:[T ](?P<H>\d\d)(?P<clock>:\d\d(?::\d\d(?:[.,]\d+)?)?)"
    r"\s?(?P<z>Z|[+-]\d\d:?\d\d)?)?"
)
_CLOCK: Final = r":%M(?::%S(?:\.%f)?)?"
_PIECES: Final = rf"{_CLOCK}|%.|\s+|[^%\s]"
_PATTERNS: Final = {
    "Y": r"(?P<Y>\d{4})",
    "y": r"(?P<y>\d\d)",
    "m": r"(?P<m>\d{1,2})",
    "b": r"(?P<b>[A-Za-z]{3})",
    "d": r"(?P<d>\d{1,2})",
    "H": r"(?P<H>\d{1,2})",
    "I": r"(?P<I>\d{1,2})",
    "p": r"(?P<p>[AaPp])\.?[Mm]\.?",
    "z": r"(?P<z>Z|[+-]\d\d:?\d\d)",
    "%": "%",
}


class NoMomentError(ValueError):
    """A text is not written in any of the formats, or names no day there is."""


class Moment(NamedTuple):
    """A moment as the database reads it, and its day where it was written down."""

    written: str
    hour: str
    day: str
    seconds: int


class _Shape(NamedTuple):
    """How long a text was, and where its minutes and seconds stood."""

    length: int
    start: int
    end: int


class _Hour(NamedTuple):
    """What is the same for all moments of one hour."""

    front: str
    back: str
    whole: str
    day: str
    seconds: int


class Moments:
    """Read the moments of one source. Raises ValueError for an unusable format."""

    def __init__(self, formats: Sequence[str], zone: ZoneInfo) -> None:
        if not formats:
            raise ValueError("The map needs at least one date format.")
        self._patterns = [_pattern(form) for form in formats]
        self._zone = zone
        self._hours: dict[str, _Hour] = {}
        self._shape = _Shape(0, 0, 0)

    def read(self, text: str) -> Moment:
        """Raise NoMomentError when the text is none in any of the formats."""
        if (moment := self._like_the_last(text)) is not None:
            return moment
        for pattern in self._patterns:
            if (found := pattern.fullmatch(text)) is not None:
                return self._moment(text, found)
        raise NoMomentError(text)

    def _like_the_last(self, text: str) -> Moment | None:
        """Save the pattern where only minutes and seconds differ from a text before."""
        length, start, end = self._shape
        if len(text) != length:
            return None
        clock = text[start:end]
        hour = self._hours.get(text[:start] + text[end:])
        minute = _SIXTIETHS.get(clock[:3])
        second = _SIXTIETHS.get(clock[3:])
        if hour is None or minute is None or second is None:
            return None
        seconds = hour.seconds + minute * 60 + second
        written = f"{hour.front}{clock[1:]}{hour.back}"
        return Moment(written, hour.whole, hour.day, seconds)

    def _moment(self, text: str, found: re.Match[str]) -> Moment:
        start, end = found.span("clock") if "clock" in found.re.groupindex else (-1, -1)
        clock = text[start:end] if start >= 0 else ""
        minute, second = clock[1:3] or "00", clock[4:6] or "00"
        if minute > "59" or second > "59":
            raise NoMomentError(text)
        # the text without its minutes and seconds names the hour
        key = text if start < 0 else text[:start] + text[end:]
        hour = self._hours.get(key)
        if hour is None:
            begins = self._begins(text, found.groupdict())
            if begins.minute:
                return self._exactly(begins, int(minute), int(second))
            if len(self._hours) >= _MOST_KEPT:
                self._hours.clear()
            hour = self._hours[key] = _hour(begins)
        if len(clock) == _FULL_CLOCK:
            self._shape = _Shape(len(text), start, end)
        return Moment(
            f"{hour.front}{minute}:{second}{hour.back}",
            hour.whole,
            hour.day,
            hour.seconds + int(minute) * 60 + int(second),
        )

    def _begins(self, text: str, parts: dict[str, str | None]) -> datetime:
        """Give the beginning of the hour that was written down, in the source's zone."""
        try:
            written = datetime(
                _year(parts),
                _month(parts),
                int(parts.get("d") or 1),
                _of_day(parts),
                tzinfo=_offset(parts.get("z")) or self._zone,
            )
            begins = written.astimezone(self._zone)
        except (ValueError, OverflowError):
            raise NoMomentError(text) from None
        if begins.year < _FIRST_YEAR:
            raise NoMomentError(text)
        return begins

    def _exactly(self, begins: datetime, minute: int, second: int) -> Moment:
        """Read a text whose offset lies part of an hour from the zone's own.

        Its hour runs through two of ours, so that it cannot be worked out as one.
        """
        after = timedelta(minutes=minute, seconds=second)
        local = (begins.astimezone(UTC) + after).astimezone(self._zone)
        hour = _hour(local.replace(minute=0, second=0))
        return Moment(local.isoformat(" "), *hour[2:4], int(local.timestamp()))


def _hour(begins: datetime) -> _Hour:
    written = begins.isoformat(" ")  # of strftime's offsets, seconds are no SQL
    return _Hour(
        front=written[:14],
        back=written[19:],
        whole=written,
        day=written[:10],
        seconds=int(begins.timestamp()),
    )


def _pattern(form: str) -> re.Pattern[str]:
    if form == "iso":
        return re.compile(_ISO)
    codes = re.findall(r"%(.?)", re.sub(_CLOCK, "", form))
    if any(code not in _PATTERNS for code in codes):
        message = (
            f"“{form}” is no date format. It is made of"
            f" {' '.join('%' + code for code in _PATTERNS)}, then :%M or :%M:%S or"
            " :%M:%S.%f after the hour, or is the word iso."
        )
        raise ValueError(message)
    if len(set(codes) - {"%"}) < len(codes) - codes.count("%"):
        message = f"The date format “{form}” names something twice."
        raise ValueError(message)
    if not ("d" in codes and {"m", "b"} & set(codes) and {"Y", "y"} & set(codes)):
        message = f"The date format “{form}” does not name day, month and year."
        raise ValueError(message)
    return re.compile("".join(map(_piece, re.findall(_PIECES, form))))


def _piece(piece: str) -> str:
    if re.fullmatch(_CLOCK, piece):
        seconds, fraction = "%S" in piece, "%f" in piece
        return (
            r"(?P<clock>:\d\d"
            + (r":\d\d" if seconds else "")
            + (r"\.\d{1,9}" if fraction else "")
            + ")"
        )
    if piece.startswith("%"):
        return _PATTERNS[piece[1]]
    return r"\s+" if piece.isspace() else re.escape(piece)


def _year(parts: dict[str, str | None]) -> int:
    if (year := parts.get("Y")) is not None:
        return int(year)
    short = int(parts.get("y") or 0)
    return short + (1900 if short >= _CENTURY else 2000)


def _month(parts: dict[str, str | None]) -> int:
    if (number := parts.get("m")) is not None:
        return int(number)
    return _MONTHS.index((parts.get("b") or "").lower()) + 1


def _of_day(parts: dict[str, str | None]) -> int:
    half = parts.get("p")
    if (hour := parts.get("I")) is None:
        return int(parts.get("H") or 0)
    if not 1 <= int(hour) <= _NOON:
        raise ValueError(hour)
    afternoon = half is not None and half in "Pp"
    return int(hour) % _NOON + (_NOON if afternoon else 0)


def _offset(text: str | None) -> tzinfo | None:
    if text is None:
        return None
    if text == "Z":
        return UTC
    ahead = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-ahead if text[0] == "-" else ahead)
