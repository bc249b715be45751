"""People's own words on the public page: passed by a moderator, without who and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q

from engagement.concerns.choices import Privacy
from engagement.concerns.models import Concern, Issue
from engagement.moderation.choices import State

MOST_WORDS: Final = 10


@dataclass(frozen=True)
class PublicWords:
    """One person's words; `key` is what a flag names."""

    key: str
    text: str
    language: str
    on: date
    was_edited: bool


def public_words_of(issue: Issue) -> list[PublicWords]:
    """Give the newest passed words about an issue and what was merged into it.

    Only where both the person and the issue let the public see (RULINGS 19 and 20).
    One more than is shown is given, to tell that there are more.
    """
    if issue.privacy != Privacy.PUBLIC:
        return []
    rows = (
        Concern.objects.filter(
            Q(issue=issue.pk) | Q(issue__merged_into=issue.pk),
            issue__privacy=Privacy.PUBLIC,
            privacy=Privacy.PUBLIC,
            withdrawn_at=None,
            review__state=State.PASSED,
        )
        .exclude(review__shown="")
        .order_by("-reported_on", "-pk")
        .values_list(
            "review__key",
            "review__shown",
            "review__sent",
            "review__language",
            "reported_on",
        )
    )
    return [
        PublicWords(key, shown, language, on, was_edited=shown != sent)
        for key, shown, sent, language, on in rows[: MOST_WORDS + 1]
    ]
