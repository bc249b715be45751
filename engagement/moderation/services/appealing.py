"""One appeal: the author answers, somebody else looks."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.richtext import readable
from engagement.common.weeks import town_hour
from engagement.moderation.errors import (
    AppealedAlreadyError,
    NothingToAppealError,
    ReasonMissingError,
)
from engagement.moderation.models import Appeal, Review
from engagement.moderation.queries import words_told

LONGEST_APPEAL: Final = 2000


@transaction.atomic
def appeal_review(*, review_id: int, words: str, now: datetime) -> Appeal:
    """Ask for a second look by another moderator; the caller knows that it is theirs.

    Raises NothingToAppealError, AppealedAlreadyError, ReasonMissingError.
    """
    review = Review.objects.select_for_update().get(pk=review_id)
    told = words_told(review)
    if told.appeal is not None:
        raise AppealedAlreadyError(_("You have asked for a second look already."))
    if not told.can_appeal:
        raise NothingToAppealError(_("Nothing was changed or refused here."))
    said = readable(words)
    if not said:
        raise ReasonMissingError(_("Write why we should look again."))
    at = town_hour(localtime(now))
    appeal = Appeal.objects.create(review=review, words=said[:LONGEST_APPEAL], at=at)
    review.is_in_queue, review.asked_at, review.appealed_at = True, at, at
    review.version += 1
    review.save(update_fields=["is_in_queue", "asked_at", "appealed_at", "version"])
    record(
        actor=None,
        action="review.appeal",
        subject=review,
        now=at,
        place_id=review.neighborhood_id,
    )
    return appeal
