"""What was seen on patrols, and who may read it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from engagement.places.queries import Hit, search_places
from watchgroups.choices import HERE, PatrolState, SignUpState
from watchgroups.models import Group, Membership, Observation, Patrol, SignUp

LATER_FOR: Final = timedelta(days=90)
MOST_ON_A_SHEET: Final = 200


def log_of(group: Group) -> QuerySet[Observation]:
    """List what was seen; pages put the newest first."""
    seen = Observation.objects.filter(group=group)
    return seen.select_related("patrol", "writer__person", "concern__issue")


def logged_by(member: Membership) -> QuerySet[Observation]:
    """List what one member wrote."""
    mine = Observation.objects.filter(writer=member)
    return mine.select_related("patrol", "concern__issue")


def past_patrols(group: Group, at: datetime) -> QuerySet[Patrol]:
    """List patrols whose paper sheet may be entered now, the newest first."""
    held = Patrol.objects.filter(
        group=group,
        state=PatrolState.PLANNED,
        begins_at__gt=at - LATER_FOR,
        begins_at__lte=at,
    )
    return held.order_by("-begins_at", "-pk")


def coming_patrols(group: Group, at: datetime, days: int, most: int) -> list[Patrol]:
    """List the next patrols with those who have a place, for a printed sheet."""
    ahead = Patrol.objects.filter(
        group=group,
        state=PatrolState.PLANNED,
        ends_at__gt=at,
        begins_at__lt=at + timedelta(days=days),
    ).prefetch_related("sign_ups__member__person")
    return list(ahead.order_by("begins_at", "pk")[:most])


def places_called(words: str, near: Collection[int] = ()) -> list[Hit]:
    """Find a street or landmark, those of some neighborhoods alone if they have one.

    What only sounds alike is left out beside what is called just so.
    """
    hits, said = search_places(words) if words else [], words.casefold()
    picked = [hit for hit in hits if hit.label.casefold() == said]
    exactly = [hit for hit in hits if _name_of(hit) == said]
    begins = [hit for hit in hits if _name_of(hit).startswith(said)]
    found = picked or exactly or begins or hits
    return [hit for hit in found if hit.neighborhood_id in near] or found


def place_meant(words: str, found: list[Hit]) -> Hit | None:
    """Give the one place that is called so; what only sounds alike is to be asked about."""
    said = words.casefold()
    if len(found) != 1 or not said:
        return None
    one = found[0]
    is_called_so = said == one.label.casefold() or _name_of(one).startswith(said)
    return one if is_called_so else None


def _name_of(hit: Hit) -> str:
    return hit.label.rpartition(", ")[0].casefold() or hit.label.casefold()


def who_may_have_come(patrol: Patrol) -> list[tuple[Membership, bool]]:
    """List the members, those with a place first, and whether they had one."""
    placed = SignUp.objects.filter(patrol=patrol, member=OuterRef("pk")).exclude(
        state=SignUpState.DROPPED
    )
    members = Membership.objects.filter(group=patrol.group_id, state__in=HERE)
    members = members.annotate(has_place=Exists(placed)).select_related("person")
    found = members.order_by("-has_place", "person__name", "pk")[:MOST_ON_A_SHEET]
    return [(one, one.has_place) for one in found]
