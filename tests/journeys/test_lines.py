"""What the programs of a real town write down: whole lines, and nothing of a visitor."""

from __future__ import annotations

import json
import re
import socket
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pytest
from django.utils.timezone import now
from pytest_django import Settings

from engagement.outbox import services
from engagement.outbox.models import Job
from engagement.outbox.services import Letter
from tests.config.test_faults import SOUND
from tests.engagement.common.test_loglines import BEGINNING
from tests.factories.places import make_town
from tests.harness.processes import House, wait_until
from tests.journeys.visiting import Answer, Visitor

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
HOST = "safety.example.org"
OURS = "0123456789abcdef0123456789abcdef"
ENDS = ("\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029")
FORGED = "2026-11-26T00:00:00.000Z ERROR   town -: forged"
TYPED = [f"before{end}{FORGED}" for end in ENDS] + [
    "\x1b[2J\x1b[31mred",
    "a\u202eb\x00",
]
OF_A_VISITOR = ("203.0.113.77", "CanaryAgent", "canary-query", "canaryreceipt")


@pytest.fixture(params=["json", "text"])
def town(
    request: pytest.FixtureRequest,
    house: House,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
    tmp_path: Path,
) -> House:
    for name, value in SOUND.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("STATE_DIR", str(tmp_path))
    monkeypatch.setenv("LOG_FORMAT", request.param)
    settings.SECRET_KEY = SOUND["SECRET_KEY"]
    settings.FIELD_KEY = SOUND["FIELD_KEY"]
    house.settings, house.site_url = "tests.harness.production", SOUND["SITE_URL"]
    house.database_url = house._database_url()
    make_town()
    return house


def visitor_of(site: str) -> Visitor:
    said = {
        "Host": HOST,
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "203.0.113.77",
        "User-Agent": "CanaryAgent/7.7",
    }
    return Visitor(site, said)


def send_everywhere(site: str, typed: str) -> Answer:
    """Put it into the path, a header, the query and the form of an address that breaks."""
    query = urlencode({"q": f"canary-query{typed}"})
    body = urlencode({"sent": typed}).encode()
    as_sent = typed.encode().decode("latin-1")
    header = {"X-Sent": "".join(each for each in as_sent if each.isprintable())}
    return visitor_of(site).ask(f"/breaks/{quote(typed)}/?{query}", body, header)


def send_raw(site: str, words: bytes) -> None:
    with socket.create_connection(("127.0.0.1", urlsplit(site).port or 80), 60) as line:
        line.sendall(words)
        line.recv(4096)


def lines_of(house: House, number: int) -> list[str]:
    return (house.directory / f"{number}.log").read_bytes().decode().split("\n")[:-1]


def is_whole(line: str) -> bool:
    if not line.startswith("{"):
        return bool(BEGINNING.match(line)) and line.isprintable()
    return line.isascii() and set(json.loads(line)) >= {
        "time",
        "level",
        "logger",
        "message",
        "request",
    }


def test_nothing_that_is_sent_makes_a_second_line_or_names_a_visitor(
    town: House,
) -> None:
    site = town.web()

    for typed in TYPED:
        assert send_everywhere(site, typed).status == 500
    visitor = visitor_of(site)
    assert visitor.ask("/r/canaryreceipt/answer/?canary-query", b"x=1").status == 403
    send_raw(site, b"GET /canaryreceipt?canary-query\x1b[31m HTTP/9.9\r\n\r\n")
    send_raw(site, b"GET / HTTP/1.1\r\nHo st: canaryreceipt\r\n\r\n")
    send_raw(site, b"GET / HTTP/1.1\r\nHost: evil\x1b.example\r\n\r\n")

    lines = lines_of(town, 0)
    assert [line for line in lines if not is_whole(line)] == []
    said = [line for line in lines if "engagement.breaking" in line]
    assert len(said) == len(TYPED)
    assert [line for line in lines if line.startswith(FORGED[:19])] == []
    kept_out = [line for line in lines if "django.security.csrf" in line]
    assert ["/r/<str:receipt>/answer/" in line for line in kept_out] == [True]
    assert [line for line in lines for mark in OF_A_VISITOR if mark in line] == []


def test_the_page_of_a_fault_shows_the_number_of_its_lines(town: House) -> None:
    site = town.web()

    own = visitor_of(site).ask("/breaks/quietly/", b"sent=x")
    proxied = visitor_of(site).ask(
        "/breaks/quietly/", b"sent=x", {"X-Request-ID": OURS}
    )

    numbers = [
        match[1]
        for page in (own, proxied)
        if (
            match := re.search(
                r'<code class="ui-address" dir="ltr">([^<]+)</code>', page.text
            )
        )
    ]
    assert len(numbers) == 2
    assert numbers[1] == OURS
    for number in numbers:
        lines = [line for line in lines_of(town, 0) if number in line]
        assert len(lines) == 2  # what the page said, and the fault


def test_the_queue_writes_whole_lines_too(town: House) -> None:
    clock = ["-m", "celery", "-A", "config", "--quiet", "beat"]
    town.worker()
    town.relay()
    town.run(*clock, "-s", f"{town.directory}/beat", "--pidfile=")
    letter = Letter("ann@example.org", "Letter", "Words", "<p>Words</p>")
    services.send_sealed_letter(letter, now=now())
    job = Job.objects.get(task="outbox.send_sealed")
    wait_until(
        lambda: "succeeded" in town.logs(),
        seconds=60,
        what="the letter is sent",
    )
    wait_until(lambda: "beat: " in town.logs(), seconds=60, what="the clock")

    lines = [line for number in range(3) for line in lines_of(town, number)]

    assert [line for line in lines if not is_whole(line)] == []
    assert [line for line in lines if f"job-{job.pk}" in line] != []
