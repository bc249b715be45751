"""A line about what happened is one line, and names nobody."""

from __future__ import annotations

import json
import logging
import re
import sys
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from psycopg.errors import LockNotAvailable, QueryCanceled
from pytest_django import Settings

from engagement.common import loglines
from engagement.common.middleware import numbered

FORGED = "2026-11-26T00:00:00.000Z INFO    town -: all is well"
NASTY = f"typed\r\n{FORGED}\x1b[31m\u2028\u202e\x00\x85\ud800"
AT = 1_795_712_400.25
BEGINNING = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z [A-Z]+ +\S+ \S+: |    \| "
)


def record(
    message: str, *args: object, error: BaseException | None = None, **more: object
) -> logging.LogRecord:
    thrown = (type(error), error, error.__traceback__) if error else None
    made = logging.LogRecord(
        "engagement.town", logging.ERROR, "x.py", 1, message, args, thrown
    )
    made.created = AT
    made.__dict__.update(more)
    return made


def thrown(error: BaseException, cause: BaseException | None = None) -> BaseException:
    try:
        raise error from cause
    except type(error):
        caught = sys.exc_info()[1]
        assert caught is not None
        return caught


def test_a_line_of_text_says_when_how_bad_where_and_what() -> None:
    line = loglines.TextLine().format(record("%d letters wait", 3, number="abc12345"))

    assert line == "2026-11-26T17:00:00.250Z ERROR   engagement.town abc12345: 3 letters wait"  # fmt: skip


def test_a_line_of_json_says_the_same() -> None:
    line = loglines.JsonLine().format(record("%d letters wait", 3, number="abc12345"))

    assert json.loads(line) == {
        "time": "2026-11-26T17:00:00.250Z",
        "level": "ERROR",
        "logger": "engagement.town",
        "message": "3 letters wait",
        "request": "abc12345",
    }


def test_what_is_typed_makes_no_second_line_of_json() -> None:
    nasty = record(f"said {NASTY}", error=thrown(ValueError(NASTY)))

    line = loglines.JsonLine().format(nasty)

    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["message"] == f"said {NASTY}"


def test_what_is_typed_makes_no_second_line_of_text_and_colors_nothing() -> None:
    nasty = record(f"said {NASTY}", error=thrown(ValueError(NASTY)))

    lines = loglines.TextLine().format(nasty).split("\n")

    assert [line for line in lines if not BEGINNING.match(line)] == []
    assert [line for line in lines if not line.isprintable()] == []
    assert len([line for line in lines if not line.startswith("    | ")]) == 1


def test_a_fault_tells_its_cause_first_and_quotes_no_row() -> None:
    kept = "duplicate key\nDETAIL:  Key (email)=(ann@example.org) already exists."
    error = thrown(RuntimeError("no account"), thrown(IntegrityError(kept)))

    told = json.loads(loglines.JsonLine().format(record("it broke", error=error)))

    said = [line for line in told["fault"].splitlines() if not line.startswith(" ")]
    assert said == ["IntegrityError: duplicate key", "RuntimeError: no account"]
    assert "test_loglines.py" in told["fault"]


@pytest.mark.parametrize(
    ("match", "shown"),
    [
        (SimpleNamespace(route="track/<receipt>/"), "/track/<receipt>/"),
        (None, "an unknown page"),
    ],
)
def test_a_line_shows_the_pattern_of_an_address_and_not_its_secret(
    match: object, shown: str
) -> None:
    path = "/track/canaryreceipt/"
    request = SimpleNamespace(path=path, resolver_match=match)
    made = record("%s: %s", "Forbidden", path, request=request)

    assert loglines.Numbered().filter(made)

    assert made.getMessage() == f"Forbidden: {shown}"


def test_a_database_that_is_away_is_said_once_a_minute() -> None:
    clock = iter([100.0, 100.0, 101.0, 159.0, 161.0, 161.0])
    quiet = loglines.OnceAMinute(clock=lambda: next(clock))
    away = thrown(RuntimeError("page"), thrown(OperationalError("no route\nto host")))

    made = [record("%s: %s", "Fault", "/", error=away) for _ in range(4)]
    for each in made:
        each.name = "django.request"

    assert [quiet.filter(each) for each in made] == [True, False, False, True]
    assert made[0].getMessage() == "The database is away: no route"
    assert made[0].exc_info is None


def test_every_other_fault_is_said_each_time() -> None:
    quiet = loglines.OnceAMinute(clock=lambda: 1.0)
    slow, busy = (
        thrown(OperationalError("no"), thrown(cause("no")))
        for cause in (QueryCanceled, LockNotAvailable)
    )

    for error in (slow, busy, thrown(ValueError("x"))):
        for _ in range(2):
            made = record("broke", error=error)
            made.name = "django.request"
            assert quiet.filter(made)
            assert made.exc_info is not None


# -- the number of a request -----------------------------------------------------------
def number_given(*, proxies: int, said: str, settings: Settings) -> str:
    settings.TRUSTED_PROXY_COUNT = proxies
    seen: list[str] = []

    def page(_request: HttpRequest) -> HttpResponse:
        seen.append(loglines.current_number())
        return HttpResponse()

    answer = numbered(page)(RequestFactory().get("/", headers={"X-Request-ID": said}))

    assert seen == [answer["X-Request-ID"]]
    assert loglines.current_number() == ""
    return seen[0]


def test_the_number_a_proxy_of_ours_gave_is_kept(settings: Settings) -> None:
    said = "0123456789abcdef0123456789abcdef"

    assert number_given(proxies=1, said=said, settings=settings) == said


@pytest.mark.parametrize(
    ("proxies", "said"),
    [
        (0, "0123456789abcdef"),
        (1, ""),
        (1, "short"),
        (1, "a" * 65),
        (1, "0123456789 abcdef"),
        (1, "0123456789\nabcdef"),
        (1, "0123456789abcdef\n"),
        (1, "<script>alert(1)"),
        (1, "0123456789٣٣٣"),
    ],
)
def test_what_a_visitor_calls_a_number_is_not_taken(
    proxies: int, said: str, settings: Settings
) -> None:
    number = number_given(proxies=proxies, said=said, settings=settings)

    assert re.fullmatch("[0-9a-f]{16}", number)


@pytest.mark.django_db
def test_no_two_requests_have_the_same_number() -> None:
    client = Client()

    numbers = {client.get("/healthz")["X-Request-ID"] for _ in range(5)}

    assert len(numbers) == 5
