"""The head of the chain, signed: where the record ends tonight, where it begins now.

The key (SECRET_KEY) is not in the database: whoever has only that can cut off the end of
the record, or its beginning, but cannot sign a head that fits.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final

from django.core import signing
from django.db import connection, transaction

from engagement.audit.models import Checkpoint, Link
from engagement.audit.services.chaining import end_of_chain, take_the_chain

KEPT: Final = timedelta(days=730)  # RULINGS 36; the database's trigger knows it too
_SALT: Final = "audit.checkpoint"
_AT_ONCE: Final = 5_000
_log = logging.getLogger(__name__)


def _words(checkpoint: Checkpoint) -> str:
    start = "start" if checkpoint.is_start else "head"
    moment = checkpoint.at.timestamp()
    return f"{start} {checkpoint.link} {checkpoint.digest} {moment}"


def is_signed(checkpoint: Checkpoint) -> bool:
    """Tell whether this program signed it, with today's key or one it replaced."""
    try:
        said = signing.Signer(salt=_SALT).unsign(
            f"{_words(checkpoint)}:{checkpoint.signature}"
        )
    except signing.BadSignature:
        return False
    return said == _words(checkpoint)


def _sign(*, link: int, digest: str, now: datetime, is_start: bool) -> Checkpoint:
    checkpoint = Checkpoint(at=now, link=link, digest=digest, is_start=is_start)
    signed = signing.Signer(salt=_SALT).sign(_words(checkpoint))
    checkpoint.signature = signed.rpartition(":")[2]
    checkpoint.save()
    return checkpoint


@transaction.atomic
def sign_head(*, now: datetime) -> Checkpoint | None:
    """Sign where the chain ends; the log line is for those who keep logs elsewhere.

    Nothing new since the last time, nothing is signed.
    """
    take_the_chain()
    link, digest = end_of_chain()
    if not link or Checkpoint.objects.filter(link=link, digest=digest).exists():
        return None
    _log.info("the record ends at link %d with %s", link, digest)
    return _sign(link=link, digest=digest, now=now, is_start=False)


def purge(*, now: datetime) -> int:
    """Let the beginning of the record leave once it is older than two years.

    Only whole beginnings leave, in the order of the chain, behind a signed checkpoint
    from which `verify` goes on. Gives back how many entries left.
    """
    through = _old_beginning(now)
    gone = 0
    while through and (batch := _take_out(through)):
        gone += batch
    return gone


@transaction.atomic
def _old_beginning(now: datetime) -> int:
    """Sign the last link of the old beginning; give its number, 0 when nothing is old."""
    take_the_chain()
    young = Link.objects.filter(entry__at__gte=now - KEPT).order_by("id").first()
    old = Link.objects.order_by("-id")
    last = (old.filter(pk__lt=young.pk) if young else old).first()
    if last is None:
        return 0
    sign_start(through=last, now=now)
    return last.pk


def sign_start(*, through: Link, now: datetime) -> None:
    """Sign that what ends with this link may leave; once is enough."""
    signed = Checkpoint.objects.filter(link=through.pk, is_start=True)
    if not signed.exists():
        _sign(link=through.pk, digest=through.digest, now=now, is_start=True)


def _take_out(through: int) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT audit_purge(%s, %s)", (through, _AT_ONCE))
        row = cursor.fetchone()
    return int(row[0]) if row else 0
