"""What a real server does not give, and how it takes requests that are two (ASVS 4.2, 13.4)."""

from __future__ import annotations

import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.config.test_faults import SOUND
from tests.factories.places import make_town
from tests.harness.processes import House
from tests.journeys.visiting import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
HEAD = b"Host: safety.example.org\r\nX-Forwarded-Proto: https\r\n"
INSIDE = [
    "/.git/HEAD",
    "/.git/config",
    "/.env",
    "/manage.py",
    "/config/settings/production.py",
    "/metrics",
    "/server-status",
    "/debug/",
    "/__debug__/",
    "/demo/",
    "/media/",
    "/media/photos/",
    "/static/",
    "/static/css/",
    "/static/../manage.py",
    "/static/%2e%2e/manage.py",
    "/static/..%2fmanage.py",
    "//manage.py",
]
TWO_IN_ONE = {
    "two lengths": b"POST /language/ HTTP/1.1\r\n" + HEAD
    + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n12345GET /about/ HTTP/1.1\r\n\r\n",
    "length and chunks": b"POST /language/ HTTP/1.1\r\n" + HEAD
    + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /about/ HTTP/1.1\r\n" + HEAD + b"\r\n",
    "chunks by another name": b"POST /language/ HTTP/1.1\r\n" + HEAD
    + b"Content-Length: 4\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a blank before the colon": b"POST /language/ HTTP/1.1\r\n" + HEAD
    + b"Content-Length : 5\r\n\r\n12345",
    "a header over two lines": b"GET /about/ HTTP/1.1\r\n" + HEAD
    + b"X-One: a\r\n b: c\r\n\r\n",
    "a length that is none": b"POST /language/ HTTP/1.1\r\n" + HEAD
    + b"Content-Length: +5\r\n\r\n12345",
    "a bare line end": b"GET /about/ HTTP/1.1\r\n" + HEAD + b"X-One: a\nX-Two: b\r\n\r\n",
    "a chunk that is too long": b"POST /language/ HTTP/1.1\r\n" + HEAD
    + b"Transfer-Encoding: chunked\r\n\r\n0x5\r\n12345\r\n0\r\n\r\n",
}  # fmt: skip


@pytest.fixture
def site(house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    for name, value in SOUND.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("STATE_DIR", str(tmp_path))
    house.settings, house.site_url = "tests.harness.production", SOUND["SITE_URL"]
    house.database_url = house._database_url()
    make_town()
    return house.web()


def answers_to(site: str, words: bytes) -> list[bytes]:
    """Send it as it stands; give the first line of each answer until the line is cut."""
    heard = b""
    with socket.create_connection(("127.0.0.1", urlsplit(site).port or 80), 60) as line:
        line.settimeout(60)  # it is cut from the other side, sooner or later
        line.sendall(words)
        try:
            while part := line.recv(65536):
                heard += part
        except TimeoutError:
            pass
    return [one.split(b"\r\n")[0] for one in heard.split(b"HTTP/1.1 ")[1:]]


def test_nothing_of_the_inside_lies_at_an_address(site: str) -> None:
    visitor = Visitor(
        site, {"Host": "safety.example.org", "X-Forwarded-Proto": "https"}
    )

    given = {path: visitor.ask(path).status for path in INSIDE}

    assert set(given.values()) == {404}
    assert visitor.ask("/about/").status == 200


def test_a_program_without_https_is_told_and_not_led_on(site: str) -> None:
    paths = ("/api/v1/issues/", "/api/docs/", "/api/v1/schema/", "/about/")
    asks = [
        f"GET {path} HTTP/1.1\r\nHost: safety.example.org\r\nConnection: close\r\n\r\n"
        for path in paths
    ]

    said = [answers_to(site, ask.encode()) for ask in asks]

    assert said == [[b"400 Bad Request"]] * 3 + [[b"301 Moved Permanently"]]


def test_a_request_that_could_be_two_is_refused(site: str) -> None:
    honest = b"GET /about/ HTTP/1.1\r\n" + HEAD + b"Connection: close\r\n\r\n"

    heard = {name: answers_to(site, words) for name, words in TWO_IN_ONE.items()}

    assert answers_to(site, honest) == [b"200 OK"]
    assert [name for name, lines in heard.items() if not lines] == []
    taken = {
        name: lines
        for name, lines in heard.items()
        if any(line[:1] not in {b"4", b"5"} for line in lines)
    }
    assert taken == {}
