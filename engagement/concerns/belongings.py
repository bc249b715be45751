"""What somebody told the town, what they did as staff, and what of it leaves when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from engagement.common.persons import (
    Person,
    Row,
    StoredFile,
    Tables,
    plain_value,
    rows_of,
)
from engagement.concerns import services
from engagement.concerns.contacts import read_contact
from engagement.concerns.models import (
    Complaint,
    Concern,
    Draft,
    Issue,
    LegalHold,
    Look,
    Message,
    Note,
    Photo,
    Reply,
    StatusChange,
    Voice,
)
from engagement.concerns.queries.conduct import lines_of_complaint, words_of
from engagement.concerns.staff_words import name_in_public
from engagement.moderation.models import Review

LEAVES: Final[dict[str, Callable[..., int]]] = {
    "contacts": services.forget_contacts,
    "texts": services.forget_texts,
    "photos": services.forget_photos,
    "notes": services.forget_notes,
    "moderation": services.forget_moderation,  # it cannot know what a hold lies on
    "messages": services.forget_messages,
    "looks": services.forget_looks,
    "complaints": services.forget_complaints,
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
    beside = ("kind", "neighborhood", "review__appeal")
    sent = list(concerns.select_related(*beside).order_by("pk"))
    drafts = Draft.objects.filter(concern__in=concerns)
    owned = Issue.objects.filter(owner=person.pk)
    return {
        "concerns.concern": [_concern(each) for each in sent],
        "concerns.photo": _photos(person),
        "concerns.voice": _voices(person),
        "concerns.draft": rows_of(drafts, expires_at="expires_at"),
        "concerns.issue": rows_of(owned, reference="reference", status="status"),
        "concerns.look": _looks(person),
        "concerns.message": _messages(person),
        "concerns.complaint": _complaints(person),
        "concerns.complaintentry": _answers_to_complaints(person),
        **_written_as_staff(person),
    }


def erase_person(person: Person) -> None:
    """Unlink them from all they said, and from what they did as staff."""
    services.erase_talk(person.pk)
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
        **_of_its_review(concern.review),
    }


def _of_its_review(review: Review | None) -> Row:
    """What came of the words on their way to the public, and what they answered to it."""
    if review is None:
        return {"state": "", "shown": "", "appeal": ""}
    return {
        "state": review.state,
        "shown": review.shown if review.is_public else "",
        "appeal": review.appeal.words if hasattr(review, "appeal") else "",
    }


def _photos(person: Person) -> list[Row]:
    """Give the photos they sent, as they are kept: the files come along."""
    own = Photo.objects.filter(concern__person=person.pk, by_staff=False)
    return [
        {
            "reference": str(photo.concern),
            "at": plain_value(photo.at),
            "file": StoredFile(photo.picture.cleaned),
        }
        for photo in own.select_related("picture", "concern").order_by("pk")
    ]


def _voices(person: Person) -> list[Row]:
    voices = Voice.objects.filter(person=person.pk)
    facts = {"role": "role", "tier": "tier", "verified_at": "verified_at", "at": "at"}
    counting = {"counts": "counts", "weight": "weight"}
    return rows_of(voices, reference="issue__reference", **facts, **counting)


def _looks(person: Person) -> list[Row]:
    """Tell who looked at how to reach them, when and why; and where they looked."""
    at_me = Look.objects.filter(concern__person=person.pk)
    mine = Look.objects.filter(actor=person.pk)
    return [
        {
            "reference": str(look.concern),
            "by": name_in_public(look.actor, look.role),
            "what": look.what,
            "reason": look.reason,
            "at": plain_value(look.at),
        }
        for look in at_me.select_related("concern", "actor").order_by("pk")
    ] + rows_of(mine, reference="concern__reference", reason="reason", at="at")


def _messages(person: Person) -> list[Row]:
    talks = Message.objects.filter(concern__person=person.pk)
    written = Message.objects.filter(author=person.pk)
    columns = {"reference": "concern__reference", "text": "text", "at": "at"}
    return [
        *rows_of(talks, **columns, by_me="by_reporter"),
        *rows_of(written, **columns),
    ]


def _complaints(person: Person) -> list[Row]:
    mine = Complaint.objects.filter(person=person.pk).order_by("pk")
    return [
        {
            "reference": str(one),
            "at": plain_value(one.at),
            "status": one.status,
            "contact_by": one.contact_by,
            "address": read_contact(one.contact_sealed).address,
            **words_of(one),
        }
        for one in mine
    ]


def _answers_to_complaints(person: Person) -> list[Row]:
    mine = Complaint.objects.filter(person=person.pk).order_by("pk")
    return [
        {"reference": str(one), "text": line.text}
        for one in mine
        for line in lines_of_complaint(one, with_notes=False)
    ]


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
