"""Every public promise in one list: where it stands, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from engagement.common.roles import NOBODY
from engagement.promises.choices import PromiseState
from engagement.promises.models import Promise
from engagement.promises.queries import ALIVE, promises_visible_to


class Standing(TextChoices):
    """How neighbors ask: still open, late, kept, or dropped."""

    OPEN = "open", _("Open")
    LATE = "late", _("Late")
    KEPT = "kept", _("Kept")
    DROPPED = "dropped", _("Dropped, with the reason")


@dataclass(frozen=True)
class TrackerFilters:
    """What a reader narrowed the list to; an empty answer narrows nothing."""

    neighborhood: str = ""  # slug
    standing: str = ""


def standing_of(standing: str, today: date) -> Q:
    """Say which promises are meant; late ones are not among the open ones."""
    alive = Q(state__in=ALIVE)
    wanted: Final = {
        Standing.OPEN: alive & Q(due_on__gte=today),
        Standing.LATE: alive & Q(due_on__lt=today),
        Standing.KEPT: Q(state=PromiseState.KEPT),
        Standing.DROPPED: Q(state=PromiseState.DROPPED),
    }
    return wanted.get(Standing(standing), Q()) if standing else Q()


def public_promises(neighborhood: str = "") -> QuerySet[Promise]:
    promises = promises_visible_to(NOBODY).filter(is_public=True)
    if neighborhood:
        promises = promises.filter(neighborhood__slug=neighborhood)
    return promises.select_related("neighborhood", "meeting_promise__meeting")


def promises_tracked(filters: TrackerFilters, today: date) -> QuerySet[Promise]:
    return public_promises(filters.neighborhood).filter(
        standing_of(filters.standing, today)
    )


def count_standings(neighborhood: str, today: date) -> dict[str, int]:
    """Count the promises of a neighborhood, or of the town, by where they stand."""
    counted = {
        one.value: Count("pk", filter=standing_of(one.value, today)) for one in Standing
    }
    return public_promises(neighborhood).order_by().aggregate(**counted)
