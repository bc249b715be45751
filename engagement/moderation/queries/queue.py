"""What waits for a look, the oldest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from engagement.common.roles import Role, Viewer
from engagement.moderation.choices import FlagOutcome, State
from engagement.moderation.models import Decision, Flag, Review
from engagement.moderation.queries.bench import Bench
from engagement.places.models import Landmark, Neighborhood, Street

MOST_SHOWN: Final = 25
DECIDED_SHOWN: Final = timedelta(days=30)
_STAND_IN: Final = (Role.ADMIN, Role.OVERSEER)


class QueueView(TextChoices):
    ALL = "", _("All that wait")
    URGENT = "urgent", _("Dangers")
    FLAGGED = "flagged", _("Flagged")
    APPEALED = "appealed", _("Appeals")
    DECIDED = "decided", _("Decided")


@dataclass(frozen=True)
class QueueFilters:
    """What a moderator narrowed the queue to; an empty answer narrows nothing."""

    view: str = QueueView.ALL
    neighborhood: str = ""  # slug
    what: str = ""
    held_for: str = ""

    def apply(self, reviews: QuerySet[Review]) -> QuerySet[Review]:
        wanted = Q()
        if self.neighborhood:
            wanted &= Q(neighborhood__slug=self.neighborhood)
        if self.what:
            wanted &= Q(what=self.what)
        if self.held_for:
            wanted &= Q(held_for__contains=[self.held_for])
        return reviews.filter(wanted)


def reviews_visible_to(viewer: Viewer, bench: Bench) -> QuerySet[Review]:
    """Every review of the areas somebody moderates, and what fell to them alone.

    What waits and is in no queue will never be public: a photo of a sensitive concern.
    """
    reviews = (
        Review.objects.exclude(state=State.GONE)
        .exclude(state=State.WAITING, is_in_queue=False)
        .select_related("neighborhood", "picture")
    )
    if viewer.user is None:
        return reviews.none()
    wanted = bench.area_of(viewer.user.pk)
    if any(viewer.holds(role) for role in _STAND_IN):
        wanted |= Q(pk__in=_fallen_to(viewer.user.pk, bench))
    return reviews.filter(wanted)


def _fallen_to(person_id: int, bench: Bench) -> list[int]:
    """Name what waits and no moderator may decide: nobody there, own, or appealed."""
    waiting = Review.objects.filter(is_in_queue=True).only(
        "neighborhood_id", "party", "appealed_at", "decided_by_id"
    )
    return [review.pk for review in waiting if person_id in bench.deciders_of(review)]


def review_visible_to(viewer: Viewer, bench: Bench, key: str) -> Review | None:
    """Find one; what one may not see is not there."""
    return reviews_visible_to(viewer, bench).filter(key=key).first()


_VIEWS: Final[dict[str, Q]] = {
    QueueView.URGENT: Q(is_urgent=True),
    QueueView.FLAGGED: Q(
        Exists(Flag.objects.filter(review=OuterRef("pk"), outcome=FlagOutcome.OPEN))
    ),
    QueueView.APPEALED: Q(appealed_at__isnull=False),
}


def queue_for(viewer: Viewer, bench: Bench, filters: QueueFilters) -> QuerySet[Review]:
    """List what waits: dangers before all else, then the oldest first."""
    waiting = reviews_visible_to(viewer, bench).filter(is_in_queue=True)
    if filters.view in _VIEWS:
        waiting = waiting.filter(_VIEWS[filters.view])
    narrowed = filters.apply(waiting).annotate(
        open_flags=Count("flags", filter=Q(flags__outcome=FlagOutcome.OPEN))
    )
    return narrowed.order_by("-is_urgent", "asked_at", "pk")


def queue_counts(viewer: Viewer, bench: Bench) -> dict[str, Any]:
    """Count what waits, by view, and say since when the oldest does."""
    waiting = reviews_visible_to(viewer, bench).filter(is_in_queue=True).order_by()
    return waiting.aggregate(
        total=Count("pk"),
        oldest=Min("asked_at"),
        urgent=Count("pk", filter=_VIEWS[QueueView.URGENT]),
        flagged=Count("pk", filter=_VIEWS[QueueView.FLAGGED]),
        appealed=Count("pk", filter=_VIEWS[QueueView.APPEALED]),
    )


def decided_lately(
    viewer: Viewer, bench: Bench, filters: QueueFilters, now: datetime
) -> QuerySet[Decision]:
    """List what was decided in the own area while it can be taken back, newest first."""
    reviews = filters.apply(reviews_visible_to(viewer, bench))
    return (
        Decision.objects.filter(
            review__in=reviews.order_by().values("pk"), at__gte=now - DECIDED_SHOWN
        )
        .select_related("review__neighborhood", "by")
        .order_by("-at", "-pk")
    )


def history_of(review: Review) -> QuerySet[Decision]:
    """List what was decided about it, newest first."""
    return review.decisions.select_related("by").order_by("-at", "-pk")


def places_of(bench: Bench, viewer: Viewer) -> list[Neighborhood]:
    """List the neighborhoods somebody moderates, to choose from."""
    person = viewer.user.pk if viewer.user else None
    places = Neighborhood.objects.order_by("name")
    return [place for place in places if person in bench.of(place.pk)]


def place_names(neighborhood_id: int | None) -> list[str]:
    """Name streets and places around, which are no people's names."""
    streets = Street.objects.filter(neighborhood=neighborhood_id)
    landmarks = Landmark.objects.filter(neighborhood=neighborhood_id)
    named: Iterable[str] = (
        streets.order_by()
        .values_list("name")
        .union(
            landmarks.order_by().values_list("name"),
            Neighborhood.objects.order_by().values_list("name"),
        )
        .values_list("name", flat=True)
    )
    return list(named)
