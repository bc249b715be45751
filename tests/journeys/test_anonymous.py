"""Anonymous means that we do not know (SECURITY promise 6): nothing of a visitor stays.

Visitors tell concerns through the real server, by the pages and as a program, carrying
marks wherever a browser or a photo carries something. A moderator decides; they come back
with the receipt, answer, add a photo, ask for a second look, take one back; others add a
voice, flag words, complain about an officer. Then everything that was kept is read: every
table, the queue and the memory of Redis, the lines of every program, the letters, every
file. To add something a visitor can do, add it to WAYS or LATER, and its marks to MARKS.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import md5, sha1, sha256
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils.timezone import now
from psycopg.sql import SQL, Identifier
from redis import Redis

from engagement.common.roles import Viewer
from engagement.concerns.models import Complaint, Concern, Kind, Message, Photo
from engagement.concerns.receipts import hash_of
from engagement.moderation.choices import Reason
from engagement.moderation.models import Appeal, Flag, Review
from engagement.moderation.services import Said, pass_review, refuse_review
from engagement.outbox.models import Job
from engagement.places.models import Neighborhood
from tests.factories.concerns import make_kind
from tests.factories.conduct import make_overseer
from tests.factories.moderation import make_moderator
from tests.factories.pictures import CANARY, LOADED
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
SESSIONS = "people_session\t"
NAME, REFUSED = "canary-of-a-name.jpg", "Cars race"
MARKS = [
    *OF_THE_ADDRESS,
    "198.51.100.6",
    "CanaryAgent",
    "canary-referer",
    "canary-tongue",
    "canary-from",
    "canary-cookie",
    "canary-of-a-name",
    CANARY.decode(),
]
# Moments that tell nothing about a visitor: of programs, of browsers, of the town.
MAY_BE_EXACT = {
    "django_migrations.applied": "the town's own",
    "outbox_job.sent_at": "when the relay came by; gone within a day (RULINGS 8)",
    "outbox_job.done_at": "when a worker came by; gone within a day (RULINGS 8)",
    "front_heartbeat.at": "of the programs",
    "moderation_decision.at": "of a moderator",
    "moderation_review.decided_at": "of a moderator",
    "people_user.joined_at": "of the staff",
}
# A record of somebody signed in may be exact; one of the public never is (RULINGS 8).
OF_THE_PUBLIC = {"audit_entry": SQL("actor_id IS NULL")}


def by_program(visitor: Visitor, place: Neighborhood) -> str:
    lat, lon = middle_of(place)
    visitor.headers["Cookie"] = "tracker=canary-cookie"
    answer = visitor.send_concern(
        "a-key-of-somebody-unknown", kind="speeding", text=REFUSED, lat=lat, lon=lon
    )
    del visitor.headers["Cookie"]  # from here on a browser, with its own
    assert answer.status == 201, answer.text
    return "".join(filter(str.isalnum, answer.json()["receipt"]))


def make_traffic() -> None:
    """The kinds of a town as it begins; another test may have emptied the tables."""
    group, _new = Kind.objects.get_or_create(
        code="traffic", defaults={"name": "Traffic"}
    )
    for code in ("speeding", "crossing"):
        make_kind(code)
        Kind.objects.filter(code=code).update(parent=group)


def by_pages(visitor: Visitor, place: Neighborhood) -> str:
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
        if path == "/report/photos/":
            page = visitor.send_file(page, NAME, LOADED["exif and gps"]())
        done = visitor.fill(page, **answers)
        assert done.url != page.url, done.text
    assert "/report/done/" in done.url
    code = re.search(r'ui-receipt__code">([^<]+)<', done.text)
    assert code is not None
    return "".join(filter(str.isalnum, code[1]))


WAYS: list[Callable[[Visitor, Neighborhood], str]] = [by_program, by_pages]


# -- what a visitor does later: each gets the browser, and the receipt of its concern -----
def moderate() -> None:
    """One text is refused, so that there is something to ask about; the rest passes."""
    moderator = Viewer(user=make_moderator())
    for review in Review.objects.order_by("pk"):
        act: dict[str, Any] = {
            "key": review.key,
            "viewer": moderator,
            "version": review.version,
            "now": now(),
        }
        if review.sent == REFUSED:
            refuse_review(**act, said=Said(reason=Reason.PERSON))
        else:
            pass_review(**act)


def answer_officers(visitor: Visitor, receipt: str) -> None:
    page = visitor.ask(f"/r/{receipt}/")
    done = visitor.fill(page, f"/r/{receipt}/answer/", text="It is the third lamp")
    assert Message.objects.exists(), done.status


def add_a_photo(visitor: Visitor, receipt: str) -> None:
    before = Photo.objects.count()
    page = visitor.ask(f"/r/{receipt}/photos/")
    visitor.send_file(page, NAME, LOADED["trailing zip"]())
    assert Photo.objects.count() == before + 1


def ask_for_a_second_look(visitor: Visitor, receipt: str) -> None:
    if Concern.objects.get(receipt_hash=hash_of(receipt)).text == REFUSED:
        page = visitor.ask(f"/r/{receipt}/appeal/")
        visitor.fill(page, words="It names nobody")
        assert Appeal.objects.exists()


def speak_up(visitor: Visitor, receipt: str) -> None:
    """Add a voice to a problem of somebody else, and flag what stands there."""
    other = Concern.objects.exclude(receipt_hash=hash_of(receipt)).get()
    page = visitor.ask(f"/c/{other.issue.reference}/")
    visitor.fill(page, f"/c/{other.issue.reference}/me-too/")
    assert other.issue.voices.filter(role="supporter").exists()
    if other.review is not None and other.review.is_public:
        page = visitor.ask(f"/flag/{other.review.key}/")
        visitor.fill(page, reason="untrue", words="That was last year")
        assert Flag.objects.exists()


def complain(visitor: Visitor, _receipt: str) -> None:
    before = Complaint.objects.count()
    page = visitor.ask("/complain/")
    key = re.search(r'name="key" value="([^"]+)"', page.text)
    assert key is not None
    visitor.fill(page, key=key[1], text="He shouted at me on the bridge")
    assert Complaint.objects.count() == before + 1


def take_it_back(visitor: Visitor, receipt: str) -> None:
    if Concern.objects.get(receipt_hash=hash_of(receipt)).text == REFUSED:
        page = visitor.ask(f"/r/{receipt}/")
        visitor.fill(page)
        assert Concern.objects.exclude(withdrawn_at=None).exists()


LATER: list[Callable[[Visitor, str], None]] = [
    answer_officers,
    add_a_photo,
    ask_for_a_second_look,
    speak_up,
    complain,
    take_it_back,
]


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
                which = OF_THE_PUBLIC.get(table, SQL("true"))
                asked = SQL("SELECT {} FROM {} WHERE {}").format(
                    Identifier(name), Identifier(table), which
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


def visit(site: str, place: Neighborhood) -> list[Visitor]:
    """Tell concerns, have them moderated, and come back with the receipts."""
    visitors = [Visitor(site, dict(CARRIED)) for _way in WAYS]
    pairs = list(zip(visitors, WAYS, strict=True))
    receipts = [way(visitor, place) for visitor, way in pairs]
    moderate()
    for act in LATER:
        for visitor, receipt in zip(visitors, receipts, strict=True):
            act(visitor, receipt)
    return visitors


def moments_under_seal() -> list[int]:
    """Read what every seal in the tables says of when it was made: it stands in clear."""
    tokens = re.findall(r"gAAAA[\w-]{60,}={0,2}", dump().replace("\\\\x", ""))
    raw = [
        bytes.fromhex(one) for one in re.findall(r"674141414141[0-9a-f]{80,}", dump())
    ]
    tokens += [one.decode() for one in raw]
    return [int.from_bytes(urlsafe_b64decode(token[:12])[1:9]) for token in tokens]


def in_files(*places: Path) -> set[str]:
    """Name what on the disk tells more of a moment than its hour."""
    kept = [path for place in places for path in place.rglob("*")]
    return {str(path) for path in kept if path.stat().st_mtime % 3600}


def kept_in(places: dict[str, str], visitors: list[Visitor]) -> dict[str, list[str]]:
    """Look for the marks, and for the cookies we gave.

    The name of a session stands in its own table, and nowhere else.
    """
    cookies = [c for visitor in visitors for c in visitor.cookies]
    given = {c.value or "": c.name == "sessionid" for c in cookies}
    marks = [*MARKS, *(value for value in given if len(value) > 10)]
    sessions = [row for row in places["tables"].splitlines() if SESSIONS in row]
    kept = {name: found(marks, text) for name, text in places.items()}
    theirs = [value for value in found(list(given), str(sessions)) if given[value]]
    once = [v for v in theirs if places["tables"].count(v) == 1]
    return kept | {"tables": [v for v in kept["tables"] if v not in once]}


def is_all_done() -> bool:
    due = Job.objects.filter(done_at=None, not_before__lte=now())
    return not due.exists()


@pytest.mark.usefixtures("media")
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
    make_overseer()
    make_traffic()
    visitors = visit(house.web(), make_neighborhood())
    house.relay()
    wait_until(Job.objects.exclude(sent_at=None).exists, what="the relay")
    queued = in_redis(broker)
    house.worker()
    wait_until(is_all_done, what="every letter that is due")

    places = {
        "tables": dump(),
        "queue": queued,
        "memory": in_redis(broker),
        "letters": "\n".join(str(letter) for letter in sink.letters),
        "files and lines": on_disk(tmp_path),
    }
    assert kept_in(places, visitors) == {name: [] for name in places}
    assert set(exact_moments()) - set(MAY_BE_EXACT) == set()
    assert set(moments_under_seal()) == {0}
    assert in_files(tmp_path / "media") == set()
    # the controls: there was something to search everywhere
    assert Concern.objects.count() == len(WAYS)
    assert "concerns.send" in queued
    assert "ann@example.org" in str([letter["To"] for letter in sink.letters])
    assert len(list(tmp_path.glob("media/**/*.jpg"))) >= 4
    assert "concerns.send" in places["files and lines"]
