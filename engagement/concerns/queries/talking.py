"""Messages between reporters and officers."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from engagement.concerns.models import Message


def messages_of(concern_ids: Collection[int]) -> list[Message]:
    """List what was written about these concerns, the oldest first."""
    written = Message.objects.filter(concern__in=concern_ids).select_related("author")
    return list(written.order_by("at", "pk"))


def with_an_answer() -> Q:
    """Issues to which a reporter wrote something that no officer has read."""
    unread = Message.objects.filter(by_reporter=True, read_at=None).order_by()
    merged = unread.filter(concern__issue__merged_into__isnull=False)
    return Q(pk__in=unread.values("concern__issue")) | Q(
        pk__in=merged.values("concern__issue__merged_into")
    )
