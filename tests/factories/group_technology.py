"""Plain typed makers of the register of technology."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.timezone import localdate, localtime, now

from engagement.common.weeks import town_hour
from engagement.moderation.choices import State, What
from engagement.people.models import User
from tests.factories.moderation import make_review
from watchgroups.models import Technology, TechnologyComment, TechnologyVersion

SAID = {
    "purpose": "Finding stolen cars",
    "rule": "Town rule 12; never at places of worship",
    "kept_for": "30 days",
    "seen_by": "Four officers by name",
    "cost": "12,000 a year",
    "vendor": "Plates and Co.",
}


def make_technology(*, made_by: User | None = None, **fields: Any) -> Technology:
    """Plate readers, on which people may comment for a week."""
    plain = {
        "name": "Plate readers",
        "slug": "plate-readers",
        "comments_from": localdate() - timedelta(days=1),
        "comments_until": localdate() + timedelta(days=6),
        "changed_at": now(),
    }
    technology = Technology.objects.create(**(plain | fields))
    make_version(technology, made_by=made_by)
    return technology


def make_version(technology: Technology, **fields: Any) -> TechnologyVersion:
    plain = {"number": 1, "made_at": now(), **SAID}
    return TechnologyVersion.objects.create(technology=technology, **(plain | fields))


def make_comment(
    technology: Technology,
    text: str = "A week would do",
    *,
    state: str = State.WAITING,
    **fields: Any,
) -> TechnologyComment:
    """What somebody said, and how far a moderator has come with it."""
    review = make_review(text, what=What.COMMENT, state=state)
    plain = {"review": review, "at": town_hour(localtime(now()))}
    return TechnologyComment.objects.create(technology=technology, **(plain | fields))
