"""What was said behind receipts, and who looked: how it leaves, and goes with a person."""

from __future__ import annotations

from datetime import datetime

from engagement.audit.services import name_of
from engagement.concerns.models import (
    Complaint,
    ComplaintEntry,
    Concern,
    Look,
    Message,
    Naming,
)
from engagement.concerns.queries.holds import is_held
from engagement.concerns.services.forgetting import (
    CONTACT_KEPT,
    TEXT_KEPT,
    batches,
    had_its_time,
)
from engagement.outbox.belongings import drop_jobs_about


def forget_messages(*, now: datetime) -> int:
    """Delete talks with reporters two years after closing, unless a hold lies on it."""
    ended = Concern.objects.filter(had_its_time(now - TEXT_KEPT)).exclude(is_held())
    old = Message.objects.filter(concern__in=ended.values("pk"))
    return sum(Message.objects.filter(pk__in=ids).delete()[0] for ids in batches(old))


def forget_looks(*, now: datetime) -> int:
    """Delete who looked at what after two years, unless a hold lies on it."""
    held = Concern.objects.filter(is_held()).order_by().values("pk")
    old = Look.objects.filter(at__lt=now - TEXT_KEPT).exclude(concern__in=held)
    return sum(Look.objects.filter(pk__in=ids).delete()[0] for ids in batches(old))


def forget_complaints(*, now: datetime) -> int:
    """Wipe contacts of complaints after 90 days, and all their words after two years."""
    closed = Complaint.objects.filter(closed_at__lt=now - CONTACT_KEPT)
    wiped = closed.exclude(contact_sealed=b"").update(contact_sealed=b"")
    old = Complaint.objects.filter(closed_at__lt=now - TEXT_KEPT)
    entries = ComplaintEntry.objects.filter(complaint__in=old.values("pk"))
    entries.exclude(sealed=b"").update(sealed=b"")
    return wiped + old.exclude(sealed=b"").update(sealed=b"")


def erase_talk(person_id: int) -> None:
    """Wipe what was written about somebody's concerns, and their complaints' words.

    What they wrote and opened as staff stays, without their name; a talk about what is
    held stays as long as the hold.
    """
    free = Concern.objects.filter(person=person_id).exclude(is_held())
    Message.objects.filter(concern__in=free.values("pk")).delete()
    mine = Complaint.objects.filter(person=person_id)
    drop_jobs_about(*(name_of(one) for one in mine.only("pk")))
    ComplaintEntry.objects.filter(complaint__in=mine.values("pk")).update(sealed=b"")
    mine.update(sealed=b"", contact_sealed=b"", receipt_hash="", person=None)
    Message.objects.filter(author=person_id).update(author=None)
    ComplaintEntry.objects.filter(author=person_id).update(author=None)
    Look.objects.filter(actor=person_id).update(actor=None)
    Naming.objects.filter(user=person_id).delete()
