"""The hash chain over the record: whoever changes one entry breaks all later links.

Entries are written unchained, so that two acts never wait for one another, and linked
within a minute by one task (RULINGS 37).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import connection, transaction

from engagement.audit.models import Entry, Link

GENESIS = "0" * 64
BATCH = 5_000
LOCK = 2_026_112_2  # any number of our own: one chains at a time
LATE_AFTER = timedelta(minutes=70)  # acts of the public carry the hour's beginning


@dataclass(frozen=True)
class Verdict:
    """What a look at the whole chain found."""

    checked: int
    head: str
    broken_at: int | None
    late: int

    @property
    def is_whole(self) -> bool:
        return self.broken_at is None and self.late == 0


def digest_of(entry: Entry, before: str) -> str:
    """Bind an entry to all before it."""
    words = [
        before,
        entry.pk,
        entry.at.timestamp(),
        entry.actor_id,
        entry.action,
        entry.subject,
        entry.place_id,
        entry.reason,
        entry.detail,
    ]
    line = json.dumps(words, sort_keys=True, ensure_ascii=True)
    return sha256(line.encode()).hexdigest()


@transaction.atomic
def chain() -> int:
    """Link a batch of entries to the end of the chain; give back how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
    last = Link.objects.order_by("-id").first()
    head = last.digest if last else GENESIS
    links: list[Link] = []
    for entry in Entry.objects.filter(link=None).order_by("id")[:BATCH]:
        head = digest_of(entry, head)
        links.append(Link(entry=entry, digest=head))
    return len(Link.objects.bulk_create(links))


def verify(*, now: datetime) -> Verdict:
    """Walk the whole chain and tell where it breaks, if it does."""
    head, checked, broken_at = GENESIS, 0, None
    links = Link.objects.select_related("entry").order_by("id")
    for link in links.iterator(chunk_size=2_000):
        head = digest_of(link.entry, head)
        checked += 1
        if head != link.digest:
            broken_at = link.entry_id
            break
    late = Entry.objects.filter(link=None, at__lt=now - LATE_AFTER).count()
    return Verdict(checked=checked, head=head, broken_at=broken_at, late=late)
