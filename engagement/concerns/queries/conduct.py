"""Complaints about conduct: who may know of one, and its words unsealed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from engagement.common.roles import Role, Viewer
from engagement.common.sealed import unseal
from engagement.concerns.choices import ComplaintStep, Privacy
from engagement.concerns.models import Complaint, ComplaintEntry, Kind
from engagement.concerns.receipts import hashes_of
from engagement.people.models import Grant, User


def complaint_readers(place_id: int | None, at: datetime) -> QuerySet[User]:
    """List who may read a complaint about a place: any overseer where it has none."""
    held = Grant.objects.current(at).filter(role=Role.OVERSEER)
    if place_id is not None:
        held = held.filter(Q(neighborhood=None) | Q(neighborhood=place_id))
    readers = User.objects.filter(is_active=True, pk__in=held.values("user"))
    return readers.order_by("pk")


def readers_of(complaint: Complaint, at: datetime) -> QuerySet[User]:
    """List who may read this one: never an overseer whom it names."""
    readers = complaint_readers(complaint.neighborhood_id, at)
    return readers.exclude(pk__in=complaint.kept_from.values("pk"))


def complaints_visible_to(viewer: Viewer) -> QuerySet[Complaint]:
    """Every complaint an overseer may read; nobody else reads any (RULINGS 19)."""
    complaints = Complaint.objects.select_related("neighborhood", "kind")
    if viewer.user is None or not viewer.holds(Role.OVERSEER):
        return complaints.none()
    shown = complaints.exclude(kept_from=viewer.user.pk).exclude(person=viewer.user.pk)
    places = viewer.place_ids(Role.OVERSEER)
    if places is not None:
        shown = shown.filter(Q(neighborhood=None) | Q(neighborhood__in=places))
    return shown.order_by("-at", "-id")


def complaints_sent_by(viewer: Viewer) -> QuerySet[Complaint]:
    """What somebody chose to keep with their account."""
    if viewer.user is None:
        return Complaint.objects.none()
    return Complaint.objects.filter(person=viewer.user.pk).order_by("-at", "-id")


def complaint_by_receipt(receipt: str) -> Complaint | None:
    """Find what a receipt opens; a wrong one finds nothing and says no more."""
    kept = Complaint.objects.filter(receipt_hash__in=hashes_of(receipt))
    return kept.select_related("neighborhood", "kind").order_by("pk").first()


def kinds_of_conduct() -> QuerySet[Kind]:
    """List what a town has made of its own to choose from; none is needed."""
    lines = Kind.objects.lines().filter(is_active=True, privacy=Privacy.CONDUCT)
    return lines.select_related("parent")


@dataclass(frozen=True)
class Line:
    """One thing that was written, unsealed for whoever may read it."""

    entry: ComplaintEntry
    text: str


def words_of(complaint: Complaint) -> dict[str, str]:
    """Unseal what was sent; empty once it is wiped."""
    if not complaint.sealed:
        return {}
    words: dict[str, str] = json.loads(unseal(complaint.sealed))
    return words


def lines_of_complaint(complaint: Complaint, *, with_notes: bool) -> list[Line]:
    """Tell what was written since, the oldest first; notes are for overseers alone."""
    entries = complaint.entries.select_related("author").order_by("at", "pk")
    if not with_notes:
        entries = entries.exclude(step=ComplaintStep.NOTE)
    return [Line(one, unseal(one.sealed) if one.sealed else "") for one in entries]
