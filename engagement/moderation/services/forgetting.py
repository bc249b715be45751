"""What leaves: words taken back or wiped, tags of networks, what goes with a person."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from engagement.moderation.choices import State
from engagement.moderation.models import Appeal, Decision, Flag, Review, SampleNote

_TAGS_KEPT: Final = timedelta(days=30)
_YEARS: Final = timedelta(days=730)


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


@transaction.atomic
def erase_person(person_id: int) -> None:
    """Unlink somebody from what they flagged and decided; what came of it stays."""
    Flag.objects.filter(person=person_id).update(
        person=None, device=None, origin="", words=""
    )
    Decision.objects.filter(by=person_id).update(by=None)
    SampleNote.objects.filter(by=person_id).update(by=None)
    Review.objects.filter(decided_by=person_id).update(decided_by=None)


@transaction.atomic
def purge(*, now: datetime, kept: Collection[int] = ()) -> int:
    """Wipe tags of networks after thirty days, and who flagged and old words after years.

    `kept` names reviews whose words must stay: the app that owns them knows why.
    """
    old_flags = Flag.objects.filter(at__lt=now - _TAGS_KEPT).exclude(origin="")
    wiped = old_flags.update(origin="")
    aged = Flag.objects.filter(at__lt=now - _YEARS).exclude(review__in=kept)
    told = aged.exclude(person=None, device=None, words="")
    wiped += told.update(person=None, device=None, words="")
    aged_words = Decision.objects.filter(at__lt=now - _YEARS).exclude(review__in=kept)
    old = aged_words.exclude(before="", after="")
    return wiped + old.update(before="", after="")
