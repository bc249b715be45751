"""Anonymous means that we do not know (SECURITY promise 6): nothing of a visitor stays.

Two visitors tell a concern through the real server, one by the pages and one as a
program, carrying marks wherever a browser carries something. Then everything that was
kept is read: every table, the queue and the memory of Redis, the lines of every program,
the letters, every file. To add a way of sending (a photo with marks inside), add it to
WAYS and its marks to MARKS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import md5, sha1, sha256
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from psycopg.sql import SQL, Identifier
from redis import Redis

from engagement.concerns.models import Concern, Kind
from engagement.outbox.models import Job
from engagement.places.models import Neighborhood
from tests.factories.concerns import make_kind
from tests.factories.places import make_neighborhood, make_town, middle_of
from tests.harness.mailsink import MailSink
from tests.harness.processes import Broker, House, wait_until
from tests.journeys.visiting import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ADDRESS = "203.0.113.77"
CARRIED = {
    "User-Agent": "CanaryAgent/7.7",
    "Referer": "https://canary-referer.example/page",
    "Accept-Language": "en, x-canary-tongue;q=0.4",
    "X-Forwarded-For": f"198.51.100.66, {ADDRESS}",
    "X-Real-Ip": "198.51.100.67",
    "From": "canary-from@example.net",
}
OF_THE_ADDRESS = [
    ADDRESS,
    ADDRESS.replace(".", "-"),
    "cb71004d",  # its bytes
    "3405803853",  # its number
    *(
        digest(ADDRESS.encode(), usedforsecurity=False).hexdigest()[:16]
        for digest in (md5, sha1, sha256)
    ),
]
MARKS = [
    *OF_THE_ADDRESS,
    "198.51.100.6",
    "CanaryAgent",
    "canary-referer",
    "canary-tongue",
    "canary-from",
    "canary-cookie",
]
# Moments that tell nothing about a visitor: of programs, of browsers, of the town.
MAY_BE_EXACT = {
    "django_migrations.applied": "the town's own",
    "people_session.expire_date": "of a browser, weeks ahead; no link to a concern",
    "outbox_job.sent_at": "when the relay came by; gone within a day (RULINGS 8)",
    "outbox_job.done_at": "when a worker came by; gone within a day (RULINGS 8)",
    "front_heartbeat.at": "of the programs",
}


def by_program(visitor: Visitor, place: Neighborhood) -> None:
    lat, lon = middle_of(place)
    visitor.headers["Cookie"] = "tracker=canary-cookie"
    answer = visitor.send_concern(
        "a-key-of-somebody-unknown", kind="speeding", text="Cars race", lat=lat, lon=lon
    )
    assert answer.status == 201, answer.text


def make_traffic() -> None:
    """The kinds of a town as it begins; another test may have emptied the tables."""
    group, _new = Kind.objects.get_or_create(
        code="traffic", defaults={"name": "Traffic"}
    )
    for code in ("speeding", "crossing"):
        make_kind(code)
        Kind.objects.filter(code=code).update(parent=group)


def by_pages(visitor: Visitor, place: Neighborhood) -> None:
    lat, lon = middle_of(place)
    steps: list[tuple[str, dict[str, str]]] = [
        ("/report/what/", {"in_group": "traffic", "kind": "speeding"}),
        (
            "/report/where/",
            {"place": "", "lat": str(lat), "lon": str(lon), "privacy": "public"},
        ),
        ("/report/photos/", {}),
        ("/report/details/", {"text": "Cars race past the school"}),
        (
            "/report/contact/",
            {"contact_by": "email", "email": "ann@example.org", "wants_updates": "on"},
        ),
        ("/report/check/", {}),
    ]
    for path, answers in steps:
        page = visitor.ask(path)
        assert page.status == 200, (path, page.status)
        done = visitor.fill(page, **answers)
        assert done.url != page.url, done.text
    assert "/report/done/" in done.url


WAYS: list[Callable[[Visitor, Neighborhood], None]] = [by_program, by_pages]


def tables() -> list[str]:
    return connection.introspection.table_names()


def dump() -> str:
    """Give every row of every table as text, as a backup holds it."""
    parts = []
    with connection.cursor() as cursor:
        for table in tables():
            with cursor.copy(f'COPY "{table}" TO STDOUT') as rows:
                parts += [f"{table}\t{bytes(row).decode()}" for row in rows]
    return "".join(parts)


def exact_moments() -> Iterator[str]:
    """Name the columns that keep more of a moment than its hour."""
    with connection.cursor() as cursor:
        for table in tables():
            fields = connection.introspection.get_table_description(cursor, table)
            for name in (field.name for field in fields):
                asked = SQL("SELECT {} FROM {}").format(
                    Identifier(name), Identifier(table)
                )
                cursor.execute(asked.as_string())
                kept = [value for (value,) in cursor.fetchall()]
                if any(
                    isinstance(at, datetime) and (at.minute or at.second) for at in kept
                ):
                    yield f"{table}.{name}"


def in_redis(broker: Broker) -> str:
    """Give every name and every value of every database of the broker."""
    kept: list[Any] = []
    for number in range(4):
        line = Redis(port=broker.port, db=number, decode_responses=False)
        for name in line.scan_iter(count=1000):
            kept += [name, _value(line, name)]
        line.close()
    return repr(kept)


def _value(line: Any, name: bytes) -> object:
    read = {
        b"string": lambda: line.get(name),
        b"list": lambda: line.lrange(name, 0, -1),
        b"hash": lambda: line.hgetall(name),
        b"set": lambda: line.smembers(name),
        b"zset": lambda: line.zrange(name, 0, -1),
    }
    return read[line.type(name)]()


def on_disk(*places: Path) -> str:
    files = [path for place in places for path in place.rglob("*") if path.is_file()]
    return "\n".join(
        path.name + path.read_bytes().decode("latin-1") for path in sorted(files)
    )


def found(marks: list[str], text: str) -> list[str]:
    return [mark for mark in marks if mark.lower() in text.lower()]


def test_nothing_of_somebody_who_told_us_something_is_kept(
    house: House,
    broker: Broker,
    sink: MailSink,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TRUSTED_PROXY_COUNT", "1")
    monkeypatch.setenv("STATE_DIR", str(tmp_path))
    house.settings = "tests.harness.earnest"
    make_town()
    place = make_neighborhood()
    make_traffic()
    site = house.web()
    visitors = [Visitor(site, dict(CARRIED)) for _way in WAYS]

    for visitor, way in zip(visitors, WAYS, strict=True):
        way(visitor, place)
    house.relay()
    wait_until(Job.objects.exclude(sent_at=None).exists, what="the relay")
    queued = in_redis(broker)
    house.worker()
    wait_until(lambda: len(sink.letters) == 1, what="the receipt's letter")

    given = [c.value or "" for visitor in visitors for c in visitor.cookies]
    marks = [*MARKS, *(value for value in given if len(value) > 10)]
    assert Concern.objects.count() == len(WAYS)
    assert "concerns.send" in queued  # there was something to search
    places = {
        "tables": dump(),
        "queue": queued,
        "memory": in_redis(broker),
        "letters": "\n".join(str(letter) for letter in sink.letters),
        "files and lines": on_disk(tmp_path),
    }
    kept = {name: found(marks, text) for name, text in places.items()}
    assert kept == {name: [] for name in places}
    assert set(exact_moments()) - set(MAY_BE_EXACT) == set()
