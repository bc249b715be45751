"""Overseers say whether they agree with decisions drawn by lot."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.richtext import readable
from engagement.common.roles import Viewer
from engagement.moderation.errors import NoSuchReviewError
from engagement.moderation.models import SampleNote
from engagement.moderation.permissions import can_sample
from engagement.moderation.queries import SAMPLE, sample_of_week


def note_sample(
    *, decision_id: int, viewer: Viewer, agrees: bool, words: str, now: datetime
) -> SampleNote:
    """Keep what an overseer thinks of one decision; the last word counts.

    Raises NotAllowedError, NoSuchReviewError.
    """
    if viewer.user is None or not can_sample(viewer):
        raise NotAllowedError(_("Only overseers do that."))
    drawn = {decision.pk: decision for decision in sample_of_week(now)[:SAMPLE]}
    decision = drawn.get(decision_id)
    if decision is None:
        raise NoSuchReviewError(_("This decision is not among those drawn."))
    note, _is_new = SampleNote.objects.update_or_create(
        decision=decision,
        by_id=viewer.user.pk,
        defaults={"agrees": agrees, "words": readable(words)[:1000], "at": now},
    )
    record(
        actor=viewer.user,
        action="review.sample",
        subject=decision.review,
        now=now,
        place_id=decision.review.neighborhood_id,
        reason=readable(words)[:500],
        agrees=agrees,
    )
    return note
