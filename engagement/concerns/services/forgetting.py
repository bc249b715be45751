"""What leaves by itself, and what goes with a person (RULINGS 36 and 41).

A legal hold stops the clock for one issue. Who has themselves erased, or takes back what
they sent, loses name and address there too, and the public sees nothing more of it; words,
photos and messages stay as long as the hold, and go the night after it is lifted.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet

from engagement.concerns.counters import recount
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
from engagement.concerns.queries.holds import held_reviews, is_held
from engagement.concerns.services.locks import lock_issues, take_turns
from engagement.concerns.services.photos import (
    drop_draft_photos,
    drop_photos,
    drop_taken_back,
    hide_photos,
)
from engagement.moderation.services import forget_reviews
from engagement.moderation.services import purge as purge_moderation
from engagement.outbox.belongings import drop_jobs_about

CONTACT_KEPT: Final = timedelta(days=90)
TEXT_KEPT: Final = timedelta(days=730)
NO_WORDS: Final = {
    "text": "",
    "how_often": "",
    "who_harmed": "",
    "where_text": "",
    "where_hint": "",
}
_NO_CONTACT: Final[dict[str, Any]] = {"contact_sealed": b"", "wants_updates": False}
_NO_POINT: Final[dict[str, Any]] = {"lat": None, "lon": None}
_BATCH: Final = 5_000  # rows locked at once: well under two seconds


def closed_before(moment: datetime) -> Q:
    """Closed before then: the row's issue, or the one it became part of."""
    own = Q(issue__merged_into=None, issue__closed_at__lt=moment)
    return own | Q(issue__merged_into__closed_at__lt=moment)


def had_its_time(moment: datetime) -> Q:
    """Of a concern: closed before then, or erased or taken back while it was held."""
    return closed_before(moment) | Q(goes_after_hold=True)


def batches(rows: QuerySet[Any]) -> Iterator[list[int]]:
    """Name the rows in batches by their number; each batch is read when it is due."""
    last = 0
    while ids := list(
        rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_BATCH]
    ):
        yield ids
        last = ids[-1]


def forget_contacts(*, now: datetime) -> int:
    """Wipe how to reach people 90 days after closing, some thousand at a time."""
    rows = Concern.objects.exclude(contact_sealed=b"")
    old = rows.filter(closed_before(now - CONTACT_KEPT)).exclude(is_held())
    return sum(
        Concern.objects.filter(pk__in=ids).update(**_NO_CONTACT) for ids in batches(old)
    )


@transaction.atomic
def forget_photos(*, now: datetime) -> int:
    """Throw photos away two years after closing, those of officers too."""
    free = Concern.objects.exclude(is_held())
    gone = drop_photos(concerns=free.filter(goes_after_hold=True))
    gone += drop_taken_back(concerns=free)
    old = free.filter(closed_before(now - TEXT_KEPT))
    return gone + drop_photos(concerns=old, officers_too=True)


def forget_texts(*, now: datetime) -> int:
    """Wipe people's words and exact points two years after closing; rows stay."""
    said = Q(lat__isnull=False)
    for name in NO_WORDS:
        said |= ~Q(**{name: ""})
    rows = Concern.objects.filter(said, had_its_time(now - TEXT_KEPT))
    old = rows.exclude(is_held())
    return sum(_wipe(ids) for ids in batches(old))


@transaction.atomic
def _wipe(ids: list[int]) -> int:
    concerns = Concern.objects.filter(pk__in=ids)
    _forget_public_words(concerns)
    return concerns.update(**NO_WORDS, **_NO_POINT)


def _forget_public_words(concerns: QuerySet[Concern]) -> None:
    """What the public read goes with what was sent."""
    reviewed = concerns.filter(review__isnull=False).order_by()
    forget_reviews(review_ids=list(reviewed.values_list("review", flat=True)))


def forget_moderation(*, now: datetime) -> int:
    """Wipe old words and tags of moderation, but not of what a hold lies on."""
    return purge_moderation(now=now, kept=held_reviews())


def forget_notes(*, now: datetime) -> int:
    """Delete what officers told one another two years after closing."""
    old = Note.objects.filter(closed_before(now - TEXT_KEPT)).exclude(is_held())
    return sum(Note.objects.filter(pk__in=ids).delete()[0] for ids in batches(old))


@transaction.atomic
def erase_person(person_id: int) -> None:
    """Unlink somebody from all they said: sums stay, words and contact go.

    Voices keep the place they had among the three; without a person each counts as
    one (RULINGS 11). In a merged group the person counted once: the voice that stood
    for them stays, the others go, so that no counter changes.
    """
    take_turns(alone=[f"person:person {person_id}"])
    roots = _lock_what_they_spoke_on(person_id)
    concerns = Concern.objects.filter(person=person_id)
    names = [f"concerns.concern:{pk}" for pk in concerns.values_list("pk", flat=True)]
    drop_jobs_about(*names)
    _forget_words(concerns)
    concerns.update(**_NO_CONTACT, receipt_hash="", person=None)
    Voice.objects.filter(pk__in=_doubled(person_id)).delete()
    Voice.objects.filter(person=person_id).update(person=None, device=None)
    recount(roots)
    StatusChange.objects.filter(author=person_id).update(author=None)
    Reply.objects.filter(author=person_id).update(author=None)
    Note.objects.filter(author=person_id).update(author=None)
    Issue.objects.filter(owner=person_id).update(owner=None)
    LegalHold.objects.filter(set_by=person_id).update(set_by=None)


def _forget_words(concerns: QuerySet[Concern]) -> None:
    """Wipe what was said and shown; what is held is taken from the public and waits."""
    drafts = Draft.objects.filter(concern__in=concerns.values("pk"))
    drop_draft_photos(drafts=list(drafts.values_list("pk", flat=True)))
    drafts.delete()
    _forget_public_words(concerns)
    held = concerns.filter(is_held())
    hide_photos(concerns=held)
    held.update(goes_after_hold=True)
    free = concerns.exclude(is_held())
    drop_photos(concerns=free)
    free.update(**NO_WORDS, **_NO_POINT)


def _lock_what_they_spoke_on(person_id: int) -> set[int]:
    pairs = Voice.objects.filter(person=person_id).order_by()
    found = pairs.values_list("issue", "issue__merged_into")
    roots = {into or issue for issue, into in found}
    lock_issues(roots)
    return roots


def _doubled(person_id: int) -> list[int]:
    """Name the voices for which another one of the person stands in a merged group."""
    rows = Voice.objects.filter(person=person_id).order_by("role", "at", "pk")
    standing: set[int] = set()
    doubled = []
    for pk, issue, into in rows.values_list("pk", "issue", "issue__merged_into"):
        root = into or issue
        if root in standing:
            doubled.append(pk)
        standing.add(root)
    return doubled
