"""Lines about what happened: one each, in UTC, with the number of what was being done.

A line holds no address of a visitor, no user agent, no query, and of an address its
pattern alone: the path itself may hold a receipt. What somebody typed can break no line
in two. The number of a request is kept nowhere but in its lines (decision 0033).
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from traceback import format_tb
from types import TracebackType

from django.db import InterfaceError, OperationalError

A_NUMBER = re.compile(r"[0-9A-Za-z-]{8,64}")
AN_UNKNOWN_PAGE = "an unknown page"
QUIET_FOR = 60.0
OUT_OF_REACH = ("08", "57P", "53")  # no connection, shut down, full
_current: ContextVar[str] = ContextVar("number", default="")


# -- the number ------------------------------------------------------------------------
def new_number() -> str:
    return secrets.token_hex(8)


def looks_like_a_number(text: str) -> bool:
    return A_NUMBER.fullmatch(text) is not None


def enter(number: str) -> None:
    """Let every line from now on carry this number."""
    _current.set(number)


def leave() -> None:
    _current.set("")


def current_number() -> str:
    return _current.get()


class Numbered(logging.Filter):
    """Put the number on the line, and patterns where paths of visitors stood."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.number = _current.get()
        path = getattr(getattr(record, "request", None), "path", None)
        if path is not None:
            match = getattr(record.request, "resolver_match", None)  # type: ignore[attr-defined]  # Django puts it there
            shown = f"/{match.route}" if match else AN_UNKNOWN_PAGE
            as_written = path.encode("unicode_escape").decode()  # as Django writes it
            given = record.args if isinstance(record.args, tuple) else ()
            record.args = tuple(
                shown if each in {path, as_written} else each for each in given
            )
        return True


# -- what is away ----------------------------------------------------------------------
def causes(error: BaseException | None) -> Iterator[BaseException]:
    """Give an error and what it came of: templates and pools wrap what they meet."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        hidden = error.__suppress_context__
        error = error.__cause__ or (None if hidden else error.__context__)


def database_error(error: BaseException | None) -> BaseException | None:
    """Give what the database did not do for us, be it away, busy or too slow."""
    found = (
        e for e in causes(error) if isinstance(e, OperationalError | InterfaceError)
    )
    return next(found, None)


def _is_away(error: BaseException) -> bool:
    """Tell a database that cannot be reached from one that cut a question short."""
    states = [getattr(each, "sqlstate", None) for each in causes(error)]
    return not any(state and not state.startswith(OUT_OF_REACH) for state in states)


class OnceAMinute(logging.Filter):
    """Say once a minute that the database is away, not at every request."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._quiet_until = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        away = database_error(error)
        if record.name != "django.request" or away is None or not _is_away(away):
            return True
        if self._clock() < self._quiet_until:
            return False
        self._quiet_until = self._clock() + QUIET_FOR
        record.msg, record.args = "The database is away: %s", (_first_line(away),)
        record.exc_info = None
        return True


# -- how a line is written -------------------------------------------------------------
def moment(record: logging.LogRecord) -> str:
    at = datetime.fromtimestamp(record.created, tz=UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def on_one_line(text: str) -> str:
    """Write out what would end a line, color it or turn it around."""
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode()
        for each in text
    )


def _first_line(error: BaseException | None) -> str:
    """Leave out what the database adds below: it quotes whole values."""
    return (str(error).splitlines() or [""])[0]


def _frames(traceback: TracebackType | None) -> list[str]:
    return "".join(format_tb(traceback)).splitlines()


def fault_of(record: logging.LogRecord) -> list[str]:
    """Tell where it broke, the first cause first."""
    if not record.exc_info:
        return []
    parts = [
        [
            *_frames(each.__traceback__),
            f"{type(each).__qualname__}: {_first_line(each)}",
        ]
        for each in causes(record.exc_info[1])
    ]
    return [line for part in reversed(parts) for line in part]


class TextLine(logging.Formatter):
    """For a terminal: a fault goes on below its line, each line of it marked."""

    def format(self, record: logging.LogRecord) -> str:
        number = getattr(record, "number", "") or "-"
        head = f"{moment(record)} {record.levelname:<7} {record.name} {number}: "
        lines = [head + on_one_line(record.getMessage())]
        lines += [f"    | {on_one_line(line)}" for line in fault_of(record)]
        return "\n".join(lines)


class JsonLine(logging.Formatter):
    """For whatever gathers lines: one object each."""

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "time": moment(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request": getattr(record, "number", ""),
        }
        if fault := fault_of(record):
            said["fault"] = "\n".join(fault)
        return json.dumps(said)


WAYS = {"text": TextLine, "json": JsonLine}
