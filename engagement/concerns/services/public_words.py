"""People's own words and photos on their way to the public page, when an issue itself changes."""

from __future__ import annotations

from collections.abc import Iterable

from engagement.concerns.choices import Privacy
from engagement.concerns.models import Concern, Issue, Photo
from engagement.moderation.services import forget_reviews, move_reviews


def _reviews_of(issues: Iterable[Issue]) -> list[int]:
    ids = [issue.pk for issue in issues]
    words = Concern.objects.filter(issue__in=ids, review__isnull=False).order_by()
    photos = Photo.objects.filter(concern__issue__in=ids).order_by()
    return [
        *words.values_list("review", flat=True),
        *photos.values_list("picture__review", flat=True),
    ]


def keep_words_inside(issues: Iterable[Issue]) -> None:
    """Take words back from moderators and public where an issue became stricter."""
    stricter = [issue for issue in issues if issue.privacy != Privacy.PUBLIC]
    if stricter:
        forget_reviews(review_ids=_reviews_of(stricter))


def move_words(issues: Iterable[Issue], neighborhood_id: int | None) -> None:
    """Let the moderators of the new place look."""
    move_reviews(review_ids=_reviews_of(issues), neighborhood_id=neighborhood_id)
