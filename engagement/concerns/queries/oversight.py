"""What the overseer's desk shows about looks: who, how often, and what is odd."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet
from django.utils.timezone import localtime

from engagement.audit.models import Entry
from engagement.common.roles import Role, Viewer
from engagement.concerns.models import Look
from engagement.concerns.oddness import LOOKED_BACK, Odd, Seen, odd_patterns
from engagement.concerns.queries.watching import looks_visible_to
from engagement.people.models import User

_MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Looker:
    """One person who looked, with what is odd about it."""

    user: User
    in_30_days: int
    refused: int
    odd: list[Odd]

    @property
    def is_odd(self) -> bool:
        return bool(self.odd or self.refused)


def can_oversee_looks(viewer: Viewer) -> bool:
    return viewer.holds(Role.OVERSEER)


def lookers(viewer: Viewer, now: datetime) -> list[Looker]:
    """List who looked in the last 90 days, odd ones first, then the busiest."""
    since = now - LOOKED_BACK
    looks = looks_visible_to(viewer).filter(at__gt=since, actor__isnull=False)
    rows = looks.values_list(
        "actor", "at", "concern__neighborhood", "concern__person", "concern"
    )
    seen = [
        Seen(
            actor, localtime(at), place, f"person {person}" if person else f"{concern}"
        )
        for actor, at, place, person, concern in rows
    ]
    odd = odd_patterns(seen, localtime(now))
    refused = _refusals(since)
    recent: dict[int, int] = {}
    for one in seen:
        recent[one.actor] = recent.get(one.actor, 0) + (one.at > now - _MONTH)
    people = User.objects.in_bulk({one.actor for one in seen})
    found = [
        Looker(user, recent[pk], refused.get(pk, 0), odd.get(pk, []))
        for pk, user in people.items()
    ]
    return sorted(found, key=lambda one: (not one.is_odd, -one.in_30_days, one.user.pk))


def _refusals(since: datetime) -> dict[int, int]:
    """Count who wanted more looks than a day has."""
    tried = Entry.objects.filter(
        action="concern.look_refused", at__gt=since, actor__isnull=False
    )
    counted = tried.order_by().values_list("actor").annotate(times=Count("pk"))
    return {actor: times for actor, times in counted if actor is not None}


def looks_by(viewer: Viewer, actor_id: int | None) -> QuerySet[Look]:
    """List each look of one person, or of everybody, the newest first."""
    looks = looks_visible_to(viewer)
    return looks.filter(actor=actor_id) if actor_id is not None else looks
