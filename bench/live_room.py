"""Five hundred phones in one room, on one gunicorn of two workers.

    python bench/live_room.py [--clients 500] [--seconds 60] [--supports 1]

Starts private servers, opens a room with twenty questions, lets every client come in by
the code, look for news every 5 s (±1 s) and press "I want to know too" so many times at
moments of chance; prints how long looks and presses took, what came back, and the
processor seconds of the web workers. Nothing is left behind.
"""

from __future__ import annotations

import argparse
import asyncio
import html
import json
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HOUSE))

from config.embedded.door import answers
from config.embedded.stores import start_stores
from config.embedded.supervisor import Supervisor

OFTEN, PATIENCE, QUESTIONS = 5.0, 30.0, 20
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
NUMBER = re.compile(rb'data-live-etag="([^"]+)"')

FILL = f"""
from datetime import timedelta
from django.utils.timezone import now
from meetings.models import Live, Meeting, Question
from engagement.places.models import Neighborhood, Town
from engagement.people.services import create_user
at = now()
Town.objects.update_or_create(pk=1, defaults=dict(name="Bench", set_up_at=at))
ring = [[[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]]
Neighborhood.objects.create(name="Here", slug="here", population=1000, area_km2=1,
  boundary=dict(type="Polygon", coordinates=ring), west=0, south=0, east=1, north=1)
meeting = Meeting.objects.create(kind="town_hall", title="Bench", begins_at=at,
  ends_at=at + timedelta(hours=2), made_at=at, published_at=at, state="published")
live = Live.objects.create(meeting=meeting, code="000000", opened_at=at)
for number in range({QUESTIONS}):
    Question.objects.create(live=live, text=f"Question {{number}} of the room?" * 3,
      state="shortlisted", asked_at=at)
print(f"/meetings/{{meeting.pk}}-bench/live/")
"""


@dataclass
class Seen:
    """What came back, and how long it took."""

    looks: list[float] = field(default_factory=list)
    presses: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    bytes_in: int = 0


class Phone:
    """One browser: keeps its connection, its cookies and the number it saw last."""

    def __init__(self, port: int, page: str, seen: Seen) -> None:
        self.port, self.page, self.seen = port, page, seen
        self.cookies: dict[str, str] = {}
        self.etag = ""
        self.token = ""
        self.stream: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, body: str = "") -> tuple[int, bytes]:
        """Ask once more where a kept connection had been closed, as browsers do."""
        is_kept = self.stream is not None
        try:
            return await self._ask(method, path, body)
        except (ConnectionError, asyncio.IncompleteReadError):
            if not is_kept:
                raise
            self.stream = None
            return await self._ask(method, path, body)

    async def _ask(self, method: str, path: str, body: str) -> tuple[int, bytes]:
        if self.stream is None:
            self.stream = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.stream
        lines = [
            f"{method} {path} HTTP/1.1",
            "Host: localhost",
            "Accept: text/html",
            "Cookie: " + "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
        ]
        if method == "POST":
            lines += [
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(body)}",
            ]
        elif self.etag and path.endswith("/fragment/"):
            lines.append(f"If-None-Match: {self.etag}")
        writer.write(("\r\n".join(lines) + "\r\n\r\n" + body).encode())
        await writer.drain()
        head = await reader.readuntil(b"\r\n\r\n")
        status, length, closes = self._read_head(head.decode())
        text = await reader.readexactly(length)
        self.seen.bytes_in += len(head) + length
        if closes:
            writer.close()
            self.stream = None
        return status, text

    def _read_head(self, head: str) -> tuple[int, int, bool]:
        first, *rest = head.split("\r\n")
        length, closes = 0, False
        for line in rest:
            name, _colon, value = line.partition(": ")
            match name.lower():
                case "content-length":
                    length = int(value)
                case "etag":
                    self.etag = value
                case "connection":
                    closes = value.lower() == "close"
                case "set-cookie":
                    key, _sign, kept = value.partition(";")[0].partition("=")
                    self.cookies[key] = kept
        return int(first.split()[1]), length, closes

    async def timed(self, kept: list[float], method: str, path: str, body: str) -> None:
        began = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                status, _text = await self.ask(method, path, body)
            self.seen.statuses[f"{method} {status}"] += 1
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            self.seen.statuses[f"{method} {type(error).__name__}"] += 1
            self.stream = None
        kept.append(time.perf_counter() - began)

    async def come_in(self) -> None:
        await self.ask("GET", "/m/000000/")
        _status, text = await self.ask("GET", self.page)
        found = TOKEN.search(text)
        self.token = found[1].decode() if found else ""
        number = NUMBER.search(text)
        self.etag = html.unescape(number[1].decode()) if number else ""

    async def look(self, until: float) -> None:
        await asyncio.sleep(random.uniform(0, OFTEN))  # noqa: S311 - no secret
        while time.monotonic() < until:
            await self.timed(self.seen.looks, "GET", f"{self.page}fragment/", "")
            await asyncio.sleep(OFTEN + random.uniform(-1, 1))  # noqa: S311 - no secret

    async def press(self, until: float, first: int) -> None:
        await asyncio.sleep(random.uniform(0, until - time.monotonic()))  # noqa: S311 - no secret
        one = first + random.randrange(QUESTIONS)  # noqa: S311 - no secret
        body = f"csrfmiddlewaretoken={self.token}&support={one}"
        hand = Phone(self.port, self.page, self.seen)
        hand.cookies = self.cookies
        await hand.timed(self.seen.presses, "POST", f"{self.page}support/", body)


async def crowd(port: int, page: str, asked: argparse.Namespace) -> Seen:
    """Let them in twenty at a time, then let them look and press."""
    seen = Seen()
    phones = [Phone(port, page, seen) for _ in range(asked.clients)]
    for first in range(0, len(phones), 20):
        await asyncio.gather(*(one.come_in() for one in phones[first : first + 20]))
    until = time.monotonic() + asked.seconds
    presses = [one.press(until, 1) for one in phones for _ in range(asked.supports)]
    await asyncio.gather(*(one.look(until) for one in phones), *presses)
    return seen


def figures(times: list[float]) -> dict[str, float]:
    """Give the middle, the slow twentieth and the slowest, in milliseconds."""
    ordered = sorted(times) or [0.0]
    at = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "worst": 1.0}
    return {
        name: round(1000 * ordered[min(int(share * len(ordered)), len(ordered) - 1)], 1)
        for name, share in at.items()
    }


def cpu_of(pid: int) -> float:
    """Give the processor seconds of a process and its children, as Linux counts them."""
    kin = subprocess.run(  # noqa: S603 - our own words
        ["/usr/bin/pgrep", "-P", str(pid)], capture_output=True, text=True, check=False
    )
    ticks = os.sysconf("SC_CLK_TCK")
    total = 0.0
    for one in (str(pid), *kin.stdout.split()):
        said = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        total += (int(said[11]) + int(said[12])) / ticks
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--supports", type=int, default=1)
    asked = parser.parse_args()
    manage = [sys.executable, "manage.py"]
    with (
        tempfile.TemporaryDirectory(prefix="cg-room-") as state,
        Supervisor(Path(state), "bench", passing=True) as sup,
    ):
        os.environ.update(start_stores(sup, throw_away=True))
        os.environ["STATE_DIR"] = state
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"
        sup.finish("static", [*manage, "collectstatic", "--no-input", "-v0"])
        sup.finish("migrate", [*manage, "migrate", "-v0"])
        filled = subprocess.run(  # noqa: S603 - our own words
            [*manage, "shell", "-v0", "-c", FILL],
            capture_output=True,
            text=True,
            check=True,
            cwd=HOUSE,
        )
        page = filled.stdout.strip().splitlines()[-1]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        web = sup.start(
            "web",
            [
                sys.executable,
                "-m",
                "gunicorn",
                "config.wsgi",
                "--no-control-socket",
                "--worker-class",
                "gthread",
                "--threads",
                "8",
                "--workers",
                "2",
                "--bind",
                f"127.0.0.1:{port}",
                "--keep-alive",
                "15",
            ],
        )
        sup.await_ready("web", web, lambda: answers(port))
        before = cpu_of(web.pid)
        seen = asyncio.run(crowd(port, page, asked))
        spent = cpu_of(web.pid) - before
    print(
        json.dumps(
            {
                "clients": asked.clients,
                "seconds": asked.seconds,
                "looks": len(seen.looks),
                "look_ms": figures(seen.looks),
                "presses": len(seen.presses),
                "press_ms": figures(seen.presses),
                "answers": dict(sorted(seen.statuses.items())),
                "mb_in": round(seen.bytes_in / 1e6, 1),
                "web_cpu_s": round(spent, 1),
            }
        )
    )


if __name__ == "__main__":
    main()
