"""What somebody told the town, what they did as staff, and what of it leaves when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from engagement.audit.queries import entries_about
from engagement.common.persons import Person, Row, Tables, plain_value, rows_of
from engagement.concerns import services
from engagement.concerns.contacts import read_contact
from engagement.concerns.models import (
    Concern,
    Draft,
    Issue,
    LegalHold,
    Note,
    Reply,
    StatusChange,
    Voice,
)

LEAVES: Final[dict[str, Callable[..., int]]] = {
    "contacts": services.forget_contacts,
    "texts": services.forget_texts,
    "notes": services.forget_notes,
    "origins": services.forget_origins,
    "drafts": services.purge_drafts,
}
_SAID: Final = (
    "text",
    "how_often",
    "who_harmed",
    "where_text",
    "where_hint",
    "lat",
    "lon",
    "is_outside",
    "privacy",
    "language",
    "channel",
    "contact_by",
    "wants_updates",
    "share_with_officer",
    "mail_confirmed_at",
    "withdrawn_at",
    "reported_at",
)


def export_person(person: Person) -> Tables:
    """Give what they told the town, and what they wrote as staff."""
    concerns = Concern.objects.filter(person=person.pk)
    sent = list(concerns.select_related("kind", "neighborhood").order_by("pk"))
    drafts = Draft.objects.filter(concern__in=concerns)
    owned = Issue.objects.filter(owner=person.pk)
    return {
        "concerns.concern": [_concern(each) for each in sent],
        "concerns.voice": _voices(person),
        "concerns.draft": rows_of(drafts, expires_at="expires_at"),
        "concerns.issue": rows_of(owned, reference="reference", status="status"),
        "audit.entry": _looks(sent),
        **_written_as_staff(person),
    }


def erase_person(person: Person) -> None:
    """Unlink them from all they said, and from what they did as staff."""
    services.erase_person(person.pk)


def _concern(concern: Concern) -> Row:
    contact = read_contact(concern.contact_sealed)
    place = concern.neighborhood
    return {
        "reference": str(concern),
        "kind": concern.kind.code,
        "neighborhood": place.name if place else "",
        **{name: plain_value(getattr(concern, name)) for name in _SAID},
        "address": contact.address,
        "name": contact.name,
    }


def _voices(person: Person) -> list[Row]:
    voices = Voice.objects.filter(person=person.pk)
    facts = {"role": "role", "tier": "tier", "verified_at": "verified_at", "at": "at"}
    counting = {"counts": "counts", "weight": "weight"}
    return rows_of(voices, reference="issue__reference", **facts, **counting)


def _looks(sent: list[Concern]) -> list[Row]:
    """Tell who looked at how to reach them, when and why."""
    looks = entries_about(*sent).filter(action="concern.view_contact")
    columns: dict[str, Any] = {"at": "at", "act": "action", "about": "subject"}
    return rows_of(looks, **columns, reason="reason") if sent else []


def _written_as_staff(person: Person) -> Tables:
    columns = {"reference": "issue__reference", "text": "text", "at": "at"}
    written = {
        "concerns.statuschange": StatusChange.objects.filter(author=person.pk),
        "concerns.reply": Reply.objects.filter(author=person.pk),
        "concerns.note": Note.objects.filter(author=person.pk),
    }
    holds = LegalHold.objects.filter(set_by=person.pk)
    held = {"reference": "issue__reference", "reason": "reason", "at": "set_at"}
    return {
        **{name: rows_of(rows, **columns) for name, rows in written.items()},
        "concerns.legalhold": rows_of(holds, **held),
    }
