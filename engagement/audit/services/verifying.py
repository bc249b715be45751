"""Telling whether the record is as it was written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from engagement.audit.models import Checkpoint, Entry, Link
from engagement.audit.services.chaining import GENESIS, digest_of
from engagement.audit.services.checkpoints import is_signed

LATE_AFTER = timedelta(minutes=70)  # acts of the public carry the hour's beginning


@dataclass(frozen=True)
class Verdict:
    """What a look at the whole chain found."""

    checked: int
    head: str
    broken_at: int | None  # the entry where the chain breaks
    late: int  # entries nobody chained in time
    forged: int | None = None  # a checkpoint that we did not sign
    cut_at: int | None = None  # a checkpoint whose link is gone or another

    @property
    def is_whole(self) -> bool:
        faults = (self.broken_at, self.forged, self.cut_at)
        return self.late == 0 and faults == (None, None, None)


def verify(*, now: datetime) -> Verdict:
    """Walk the whole chain and tell where it breaks, if it does.

    It begins at the last checkpoint behind which old entries left; what a purge that was
    interrupted has not taken out yet lies before that and is not looked at.
    """
    checkpoints = list(Checkpoint.objects.order_by("link", "pk"))
    forged = next((one.pk for one in checkpoints if not is_signed(one)), None)
    start = next((one for one in reversed(checkpoints) if one.is_start), None)
    begin, head = (start.link, start.digest) if start else (0, GENESIS)
    expected = {one.link: one for one in checkpoints if one.link > begin}
    checked, broken_at, cut_at = 0, None, None
    links = Link.objects.filter(pk__gt=begin).select_related("entry").order_by("id")
    for link in links.iterator(chunk_size=2_000):
        head = digest_of(link.entry, head)
        checked += 1
        if head != link.digest:
            broken_at = link.entry_id
            break
        mark = expected.pop(link.pk, None)
        if mark is not None and mark.digest != head:
            cut_at = cut_at or mark.pk
    if broken_at is None and expected:
        cut_at = cut_at or min(one.pk for one in expected.values())
    late = Entry.objects.filter(link=None, at__lt=now - LATE_AFTER).count()
    return Verdict(checked, head, broken_at, late, forged, cut_at)
