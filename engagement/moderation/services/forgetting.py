"""What leaves: words taken back or wiped, tags of networks, what goes with a person."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from engagement.moderation.choices import State
from engagement.moderation.models import Appeal, Decision, Flag, Review, SampleNote
from engagement.people.models import User

_TAGS_KEPT: Final = timedelta(days=30)
_EDITS_KEPT: Final = timedelta(days=730)


@transaction.atomic
def forget_reviews(*, review_ids: Collection[int]) -> int:
    """Wipe words that were taken back, erased or kept long enough; counts stay.

    The app that owns them says when. Nobody sees them from then on, moderators neither.
    """
    gone = Review.objects.filter(pk__in=review_ids).exclude(state=State.GONE)
    ids = list(gone.select_for_update().order_by("pk").values_list("pk", flat=True))
    Decision.objects.filter(review__in=ids).update(before="", after="", words="")
    Flag.objects.filter(review__in=ids).update(words="", origin="")
    Appeal.objects.filter(review__in=ids).update(words="")
    return Review.objects.filter(pk__in=ids).update(
        state=State.GONE,
        sent="",
        shown="",
        held_for=[],
        reason="",
        party="",
        is_in_queue=False,
        is_urgent=False,
        appealed_at=None,
    )


def export_person(user: User) -> dict[str, Any]:
    """Give what somebody flagged, decided and noted; their own words are in concerns."""
    flags = Flag.objects.filter(person=user).order_by("pk")
    decisions = Decision.objects.filter(by=user).order_by("pk")
    notes = SampleNote.objects.filter(by=user).order_by("pk")
    return {
        "flags": [
            {"reason": one.reason, "words": one.words, "at": one.at.isoformat()}
            for one in flags
        ],
        "decisions": [
            {"verdict": one.verdict, "words": one.words, "at": one.at.isoformat()}
            for one in decisions
        ],
        "notes": [
            {"agrees": one.agrees, "words": one.words, "at": one.at.isoformat()}
            for one in notes
        ],
    }


@transaction.atomic
def erase_person(user: User) -> None:
    """Unlink somebody from what they flagged and decided; what came of it stays."""
    Flag.objects.filter(person=user).update(
        person=None, device=None, origin="", words=""
    )
    Decision.objects.filter(by=user).update(by=None)
    SampleNote.objects.filter(by=user).update(by=None)
    Review.objects.filter(decided_by=user).update(decided_by=None)


@transaction.atomic
def purge(*, now: datetime) -> int:
    """Wipe tags of networks after thirty days, and old words beside decisions."""
    old_flags = Flag.objects.filter(at__lt=now - _TAGS_KEPT).exclude(origin="")
    wiped = old_flags.update(origin="")
    old = Decision.objects.filter(at__lt=now - _EDITS_KEPT).exclude(before="", after="")
    return wiped + old.update(before="", after="")
