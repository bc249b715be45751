"""Looking for a named person is itself written down, with its reason."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.richtext import readable
from engagement.common.roles import Viewer
from engagement.moderation.errors import ReasonMissingError
from engagement.moderation.models import Review
from engagement.moderation.permissions import can_find_mentions
from engagement.moderation.queries import MOST_FOUND, bench_at, mentions_of


def look_for_mentions(
    *, viewer: Viewer, name: str, reason: str, now: datetime
) -> list[Review]:
    """Give every mention of a name in the own areas, one more than is shown.

    The record keeps who looked and why, never the name. Raises NotAllowedError,
    ReasonMissingError.
    """
    bench = bench_at(now)
    if not can_find_mentions(viewer, bench):
        raise NotAllowedError(_("Only moderators look for names."))
    kept = readable(reason)
    if not kept:
        raise ReasonMissingError(_("Say why you look for this person."))
    found = list(mentions_of(viewer, bench, name)[: MOST_FOUND + 1])
    record(
        actor=viewer.user,
        action="review.find",
        subject="moderation.review:mentions",
        now=now,
        reason=kept[:500],
        found=len(found),
    )
    return found
