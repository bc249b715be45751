"""The public register of technology, and what people say to it."""

from __future__ import annotations

from django.db.models import F, Max, QuerySet

from engagement.moderation.choices import State
from watchgroups.models import Technology, TechnologyComment, TechnologyVersion

MOST_COMMENTS = 200
MOST_TECHNOLOGIES = 200
MOST_VERSIONS = 50


def technologies() -> list[TechnologyVersion]:
    """List every technology as it stands now, by name."""
    newest = TechnologyVersion.objects.annotate(
        last=Max("technology__versions__number")
    ).filter(number=F("last"))
    named = newest.select_related("technology").order_by("-is_used", "technology__name")
    return list(named[:MOST_TECHNOLOGIES])


def versions_of(technology: Technology) -> list[TechnologyVersion]:
    """List what stood there, the newest first."""
    return list(technology.versions.order_by("-number")[:MOST_VERSIONS])


def comments_on(technology: Technology) -> QuerySet[TechnologyComment]:
    """List the comments moderators let pass, the newest first."""
    passed = technology.comments.filter(review__state=State.PASSED)
    return passed.select_related("review").order_by("-at", "-pk")[:MOST_COMMENTS]


def all_technologies() -> QuerySet[Technology]:
    """Every technology of the register: all of it is public."""
    return Technology.objects.order_by("name")
