"""What leaves by itself, and what goes with a person (RULINGS 36 and 41)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet

from engagement.concerns.contacts import read_contact
from engagement.concerns.counters import recount
from engagement.concerns.models import (
    Complaint,
    ComplaintEntry,
    Concern,
    Look,
    Message,
    Voice,
)
from engagement.concerns.queries.conduct import lines_of_complaint, words_of
from engagement.concerns.services.locks import lock_issues
from engagement.concerns.staff_words import name_in_public
from engagement.people.models import User

CONTACT_KEPT: Final = timedelta(days=90)
TEXT_KEPT: Final = timedelta(days=730)
_NO_WORDS: Final = {
    "text": "",
    "how_often": "",
    "who_harmed": "",
    "where_text": "",
    "where_hint": "",
}
_NO_CONTACT: Final[dict[str, Any]] = {"contact_sealed": b"", "wants_updates": False}


def _closed_before(moment: datetime) -> QuerySet[Concern]:
    """Concerns whose issue, or the one it became part of, closed before then."""
    own = Q(issue__merged_into=None, issue__closed_at__lt=moment)
    return Concern.objects.filter(own | Q(issue__merged_into__closed_at__lt=moment))


def forget_contacts(*, now: datetime) -> int:
    """Wipe how to reach people 90 days after closing."""
    old = _closed_before(now - CONTACT_KEPT).exclude(contact_sealed=b"")
    return Concern.objects.filter(pk__in=old.values("pk")).update(**_NO_CONTACT)


def forget_texts(*, now: datetime) -> int:
    """Wipe people's words and exact points two years after closing; rows stay."""
    said = Q(pk__in=[])
    for name in _NO_WORDS:
        said |= ~Q(**{name: ""})
    old = _closed_before(now - TEXT_KEPT).filter(said | Q(lat__isnull=False))
    ended = _closed_before(now - TEXT_KEPT)
    Message.objects.filter(concern__in=ended.values("pk")).delete()
    return Concern.objects.filter(pk__in=old.values("pk")).update(
        **_NO_WORDS, lat=None, lon=None
    )


def forget_looks(*, now: datetime) -> int:
    """Delete who looked at what after two years, as the record of acts (RULINGS 36)."""
    gone, _by_table = Look.objects.filter(at__lt=now - TEXT_KEPT).delete()
    return gone


def forget_complaints(*, now: datetime) -> int:
    """Wipe contacts of complaints after 90 days, and all their words after two years."""
    closed = Complaint.objects.filter(closed_at__lt=now - CONTACT_KEPT)
    wiped = closed.exclude(contact_sealed=b"").update(contact_sealed=b"")
    old = Complaint.objects.filter(closed_at__lt=now - TEXT_KEPT)
    ComplaintEntry.objects.filter(complaint__in=old).exclude(sealed=b"").update(
        sealed=b""
    )
    return wiped + old.exclude(sealed=b"").update(sealed=b"")


def export_person(user: User) -> dict[str, Any]:
    """Give everything kept here about somebody, in their own words."""
    concerns = Concern.objects.filter(person=user).select_related("kind")
    voices = Voice.objects.filter(person=user).select_related("issue")
    return {
        "concerns": [_exported(concern) for concern in concerns.order_by("pk")],
        "voices": [
            {"issue": str(voice.issue), "role": voice.role, "at": voice.at.isoformat()}
            for voice in voices.order_by("pk")
        ],
        "messages": _exported_messages(user),
        "looks": _exported_looks(user),
        "complaints": _exported_complaints(user),
    }


def _exported_messages(user: User) -> list[dict[str, Any]]:
    mine = Message.objects.filter(concern__person=user).select_related("concern")
    return [
        {
            "concern": str(one.concern),
            "by_me": one.by_reporter,
            "at": one.at.isoformat(),
            "text": one.text,
        }
        for one in mine.order_by("pk")
    ]


def _exported_looks(user: User) -> list[dict[str, Any]]:
    at_me = Look.objects.filter(concern__person=user)
    return [
        {
            "concern": str(one.concern),
            "by": name_in_public(one.actor, one.role),
            "what": one.what,
            "reason": one.reason,
            "at": one.at.isoformat(),
        }
        for one in at_me.select_related("concern", "actor").order_by("pk")
    ]


def _exported_complaints(user: User) -> list[dict[str, Any]]:
    mine = Complaint.objects.filter(person=user).order_by("pk")
    return [
        {
            "reference": str(one),
            "at": one.at.isoformat(),
            "status": one.status,
            **words_of(one),
            "messages": [
                line.text for line in lines_of_complaint(one, with_notes=False)
            ],
        }
        for one in mine
    ]


def _exported(concern: Concern) -> dict[str, Any]:
    contact = read_contact(concern.contact_sealed)
    return {
        "reference": str(concern),
        "kind": concern.kind.code,
        "reported_at": concern.reported_at.isoformat(),
        **{name: getattr(concern, name) for name in _NO_WORDS},
        "lat": concern.lat,
        "lon": concern.lon,
        "privacy": concern.privacy,
        "contact": contact.address,
        "name": contact.name,
    }


@transaction.atomic
def erase_person(user: User) -> None:
    """Unlink somebody from all they said: sums stay, words and contact go.

    Voices keep the place they had among the three; without a person each counts as
    one (RULINGS 11), so that a merged group they spoke in twice is counted again.
    """
    voices = Voice.objects.filter(person=user)
    pairs = voices.order_by().values_list("issue", "issue__merged_into")
    roots = {into or issue for issue, into in pairs}
    lock_issues(roots)
    _erase_talk(user)
    concerns = Concern.objects.filter(person=user)
    concerns.update(
        **_NO_WORDS, **_NO_CONTACT, lat=None, lon=None, receipt_hash="", person=None
    )
    voices.update(person=None, device=None)
    recount(roots)


def _erase_talk(user: User) -> None:
    """Wipe what was written about somebody's concerns, and their complaints' words."""
    Message.objects.filter(concern__person=user).delete()
    mine = Complaint.objects.filter(person=user)
    ComplaintEntry.objects.filter(complaint__in=mine.values("pk")).update(sealed=b"")
    mine.update(sealed=b"", contact_sealed=b"", receipt_hash="", person=None)
