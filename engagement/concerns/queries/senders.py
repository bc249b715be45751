"""What moderators asked about the account behind a text or photo, for administrators."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from engagement.common.roles import Role, Viewer
from engagement.concerns.choices import Privacy
from engagement.concerns.models import Concern
from engagement.moderation.choices import Verdict
from engagement.moderation.models import Decision


@dataclass(frozen=True)
class AskedSender:
    """Why somebody asked, and what it was sent with; nothing of what it says."""

    asked: Decision
    concern: Concern


def asked_sender(viewer: Viewer, decision_id: int) -> AskedSender | None:
    """Find what was asked, for administrators alone."""
    if not viewer.holds(Role.ADMIN):
        return None
    asks = Decision.objects.filter(pk=decision_id, verdict=Verdict.SENDER)
    asked = asks.select_related("by", "review__neighborhood").first()
    if asked is None:
        return None
    sent = Q(review=asked.review_id) | Q(photos__picture__review=asked.review_id)
    found = Concern.objects.filter(sent).exclude(privacy=Privacy.CONDUCT)
    concern = found.select_related("person").order_by("pk").first()
    return AskedSender(asked, concern) if concern is not None else None
