"""What leaves by itself, and what goes with a person (RULINGS 36 and 41)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet

from engagement.concerns.contacts import read_contact
from engagement.concerns.counters import recount
from engagement.concerns.models import Concern, Voice
from engagement.concerns.services.locks import lock_issues
from engagement.concerns.services.photos import drop_photos
from engagement.moderation.services import forget_reviews
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


@transaction.atomic
def forget_photos(*, now: datetime) -> int:
    """Throw photos away two years after closing, those of officers too."""
    return drop_photos(concerns=_closed_before(now - TEXT_KEPT), officers_too=True)


@transaction.atomic
def forget_texts(*, now: datetime) -> int:
    """Wipe people's words and exact points two years after closing; rows stay."""
    said = Q(pk__in=[])
    for name in _NO_WORDS:
        said |= ~Q(**{name: ""})
    old = _closed_before(now - TEXT_KEPT).filter(said | Q(lat__isnull=False))
    wiped = Concern.objects.filter(pk__in=list(old.values_list("pk", flat=True)))
    _forget_public_words(wiped)
    return wiped.update(**_NO_WORDS, lat=None, lon=None)


def _forget_public_words(concerns: QuerySet[Concern]) -> None:
    """What the public read goes with what was sent."""
    reviewed = concerns.filter(review__isnull=False).order_by()
    forget_reviews(review_ids=list(reviewed.values_list("review", flat=True)))


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
    }


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
    concerns = Concern.objects.filter(person=user)
    _forget_public_words(concerns)
    drop_photos(concerns=concerns)
    concerns.update(
        **_NO_WORDS, **_NO_CONTACT, lat=None, lon=None, receipt_hash="", person=None
    )
    voices.update(person=None, device=None)
    recount(roots)
