"""What moderators decided about people's words and photos, told to those people.

Moderation knows nothing of concerns: its decisions are read here, from a cursor that
stays ten minutes behind so that none is missed; a letter is asked for once.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import name_of
from engagement.common.roles import Viewer
from engagement.concerns.choices import Contact
from engagement.concerns.errors import NoSuchIssueError
from engagement.concerns.models import Concern, Cursor, Photo
from engagement.concerns.permissions import is_sender
from engagement.moderation.choices import Verdict
from engagement.moderation.models import Appeal, Decision
from engagement.moderation.queries import decisions_after
from engagement.moderation.services import appeal_review
from engagement.outbox.services import enqueue
from engagement.people.queries import administrators

_STILL_COMING: Final = timedelta(minutes=10)  # an earlier decision may commit later
_AT_A_TIME: Final = 500


@transaction.atomic
def tell_of_decisions(*, now: datetime) -> int:
    """Ask for the letters that new decisions call for; count the decisions read."""
    Cursor.objects.get_or_create(name="decisions")
    cursor = Cursor.objects.select_for_update().get(name="decisions")
    fresh = list(decisions_after(cursor.position)[:_AT_A_TIME])
    reviewed = _concerns_of({one.review_id for one in fresh})
    for decision in fresh:
        concern = reviewed.get(decision.review_id)
        if concern is not None:
            _tell(decision, concern, now)
    settled = [one.pk for one in fresh if one.at < now - _STILL_COMING]
    if settled:
        cursor.position = max(settled)
        cursor.save(update_fields=["position"])
    return len(fresh)


def _concerns_of(review_ids: set[int]) -> dict[int, Concern]:
    """Find whose words or photos these are; officers' own photos are nobody's news."""
    standing = Concern.objects.filter(withdrawn_at=None).select_related("issue")
    found = {
        concern.review_id: concern
        for concern in standing.filter(review__in=review_ids)
        if concern.review_id is not None
    }
    photos = Photo.objects.filter(
        picture__review__in=review_ids, by_staff=False, concern__withdrawn_at=None
    ).select_related("picture", "concern__issue")
    return found | {photo.picture.review_id: photo.concern for photo in photos}


def _tell(decision: Decision, concern: Concern, now: datetime) -> None:
    if decision.verdict == Verdict.URGENT:
        enqueue(
            task="concerns.tell_officers",
            about=name_of(concern.issue),
            version=decision.pk,
            now=now,
            issue_id=concern.issue.merged_into_id or concern.issue_id,
        )
    elif decision.verdict == Verdict.SENDER:
        for admin in administrators(now):
            enqueue(
                task="concerns.tell_of_sender",
                about=name_of(decision),
                person=admin,
                now=now,
                decision_id=decision.pk,
                person_id=admin.pk,
            )
    elif _is_news(decision) and _wants_letters(concern):
        enqueue(
            task="concerns.send_update",
            about=f"{name_of(decision)} {name_of(concern)}",
            now=now,
            concern_id=concern.pk,
            event="review",
            event_id=decision.pk,
        )


def _is_news(decision: Decision) -> bool:
    """What passes as it was sent is no news, but for who appealed."""
    changed = decision.verdict in {Verdict.EDIT, Verdict.REDACT, Verdict.REFUSE}
    return changed or (decision.verdict == Verdict.PASS and decision.answers_appeal)


def _wants_letters(concern: Concern) -> bool:
    return (
        concern.wants_updates
        and concern.contact_by == Contact.EMAIL
        and concern.mail_confirmed_at is not None
    )


@transaction.atomic
def appeal_words(
    *, concern_id: int, viewer: Viewer, words: str, now: datetime
) -> Appeal:
    """Ask for a second look at one's own words.

    Raises NoSuchIssueError, NothingToAppealError, AppealedAlreadyError,
    ReasonMissingError.
    """
    concern = Concern.objects.filter(pk=concern_id).first()
    if concern is None or not is_sender(viewer, concern) or concern.review_id is None:
        raise NoSuchIssueError(_("There is no such concern."))
    return appeal_review(review_id=concern.review_id, words=words, now=now)


@transaction.atomic
def appeal_photo(
    *, concern_id: int, key: str, viewer: Viewer, words: str, now: datetime
) -> Appeal:
    """Ask for a second look at a photo one sent.

    Raises NoSuchIssueError, NothingToAppealError, AppealedAlreadyError,
    ReasonMissingError.
    """
    sent = Photo.objects.filter(
        concern=concern_id, picture__key=key, by_staff=False
    ).select_related("concern", "picture")
    photo = sent.first()
    if photo is None or not is_sender(viewer, photo.concern):
        raise NoSuchIssueError(_("There is no such photo."))
    return appeal_review(review_id=photo.picture.review_id, words=words, now=now)
