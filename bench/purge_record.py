"""Measure how long a million old entries of the record take to leave, and whom they stop.

    createdb bench && DATABASE_URL=postgres://.../bench python bench/purge_record.py

Fills an empty, migrated database with a million entries older than two years (and as many
links) and ten thousand younger ones, lets the old ones leave as the nightly job does, and
writes an act every ten milliseconds meanwhile. Prints the seconds, entries a second, the
longest any act waited. The digests are made up: what leaves is not read.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.utils.timezone import now

from engagement.audit.models import Entry, Link
from engagement.audit.services import purge, record

OLD, YOUNG = int(os.environ.get("OLD", "1000000")), 10_000
NOW = now()
FILL = """
INSERT INTO audit_entry (at, actor_id, action, subject, place_id, reason, detail)
SELECT %(from)s + g * interval '1 second', g %% 500, 'concern.reply',
  'concerns.issue:' || g, g %% 60, 'Because', '{"answer": 404}'
FROM generate_series(1, %(count)s) g
"""
LINK = """
INSERT INTO audit_link (entry_id, digest)
SELECT id, md5(id::text) || md5(id::text) FROM audit_entry ORDER BY id
"""


def fill() -> None:
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        begin = {"from": NOW - timedelta(days=800), "count": OLD}
        cursor.execute(FILL, begin)
        cursor.execute(FILL, {"from": NOW - timedelta(days=5), "count": YOUNG})
        cursor.execute(LINK)
        cursor.execute("VACUUM ANALYZE audit_entry, audit_link")


def write_meanwhile(done: Event, waits: list[float]) -> None:
    """Write acts down as officers do, and take the time each takes."""
    while not done.wait(0.01):
        began = time.perf_counter()
        record(actor=None, action="concern.reply", subject="concerns.issue:1", now=NOW)
        waits.append(time.perf_counter() - began)
    connection.close()


def main() -> None:
    fill()
    if not Entry.objects.count() == Link.objects.count() == OLD + YOUNG:
        raise SystemExit("This needs an empty database.")
    done, waits = Event(), list[float]()
    writer = Thread(target=write_meanwhile, args=(done, waits))
    writer.start()
    began = time.perf_counter()
    gone = purge(now=NOW)
    took = time.perf_counter() - began
    done.set()
    writer.join()
    waits.sort()
    print(f"{gone} entries left in {took:.1f} s, {gone / took:,.0f} a second")
    print(
        f"{len(waits)} acts written meanwhile: half within {waits[len(waits) // 2]:.4f} s,"
        f" the longest {waits[-1]:.3f} s"
    )


if __name__ == "__main__":
    main()
