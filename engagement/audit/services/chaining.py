"""The hash chain over the record: whoever changes one entry breaks all later links.

Entries are written unchained, so that two acts never wait for one another, and linked
within a minute by one task (RULINGS 37).
"""

from __future__ import annotations

import json
from hashlib import sha256

from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from engagement.audit.models import Checkpoint, Entry, Link

GENESIS = "0" * 64
BATCH = 5_000
LOCK = 2_026_112_2  # any number of our own: one chains at a time


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


def take_the_chain() -> None:
    """Let nobody else change the chain before this transaction ends.

    Raises TransactionManagementError where there is none: nothing would be held.
    """
    if not connection.in_atomic_block:
        message = "the chain can only be held within a transaction"
        raise TransactionManagementError(message)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))


def end_of_chain() -> tuple[int, str]:
    """Give the number of the last link and its digest, of those that have left too."""
    last = Link.objects.order_by("-id").first()
    if last is not None:
        return last.pk, last.digest
    start = Checkpoint.objects.filter(is_start=True).order_by("-link").first()
    return (start.link, start.digest) if start else (0, GENESIS)


@transaction.atomic
def chain() -> int:
    """Link a batch of entries to the end of the chain; give back how many."""
    take_the_chain()
    head = end_of_chain()[1]
    links: list[Link] = []
    for entry in Entry.objects.filter(link=None).order_by("id")[:BATCH]:
        head = digest_of(entry, head)
        links.append(Link(entry=entry, digest=head))
    return len(Link.objects.bulk_create(links))
