"""Asking for a look before something is public."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils.timezone import localtime

from engagement.common.weeks import town_hour
from engagement.moderation.choices import Detector, What
from engagement.moderation.detectors import held_for
from engagement.moderation.models import Review
from engagement.moderation.parties import party_of


def ask_review(
    *,
    what: What,
    text: str,
    neighborhood_id: int | None,
    now: datetime,
    person_id: int | None = None,
    language: str = "en",
    places: Sequence[str] = (),
) -> Review:
    """Put words (or, with its picture to follow, a photo) into the queue.

    `places` are names of streets around, which are no people's names. Who sent it is
    kept as a hash that answers one question only: is it this person's own.
    """
    keys = held_for(text, places)
    return Review.objects.create(
        what=what,
        neighborhood_id=neighborhood_id,
        language=language,
        sent=text,
        shown=text,
        held_for=keys,
        is_urgent=Detector.DANGER in keys,
        asked_at=town_hour(localtime(now)),
        party=party_of(person_id),
    )


def move_reviews(*, review_ids: Collection[int], neighborhood_id: int | None) -> None:
    """Let the moderators of another area look: what it is about was moved there."""
    moved = Review.objects.filter(pk__in=review_ids)
    moved.update(neighborhood=neighborhood_id)
