"""Who looked at what is closed, and who watches over that."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet

from engagement.common.roles import Role, Viewer
from engagement.concerns.models import Concern, Look
from engagement.people.models import Grant, User

_MOST_MEANT: Final = 20


def holders_of(role: Role, place_id: int | None, at: datetime) -> QuerySet[User]:
    """List who holds a role there, or in the whole town, at a moment."""
    here = Q(neighborhood=None)
    if place_id is not None:
        here |= Q(neighborhood=place_id)
    held = Grant.objects.current(at).filter(here, role=role)
    holders = User.objects.filter(is_active=True, pk__in=held.values("user"))
    return holders.order_by("pk")


def watchers_of(place_id: int | None, at: datetime) -> QuerySet[User]:
    """List who is told of odd looks: overseers, or administrators where none is."""
    overseers = holders_of(Role.OVERSEER, place_id, at)
    return overseers if overseers.exists() else holders_of(Role.ADMIN, None, at)


def looks_since(actor_id: int, moment: datetime) -> int:
    return Look.objects.filter(actor=actor_id, at__gt=moment).count()


def looks_visible_to(viewer: Viewer) -> QuerySet[Look]:
    """Every look an overseer may know of: those of the own areas, the newest first."""
    looks = Look.objects.select_related("actor", "concern__neighborhood")
    looks = looks.order_by("-at", "-id")
    places = viewer.place_ids(Role.OVERSEER)
    if places is None:
        return looks
    return looks.filter(concern__neighborhood__in=places)


def looks_at_concern(concern: Concern) -> list[Look]:
    """What the person reads: who looked, when and why, the newest first."""
    looks = Look.objects.filter(concern=concern).select_related("actor")
    return list(looks.order_by("-at", "-id"))


def looks_at_person(viewer: Viewer) -> QuerySet[Look]:
    """Who looked at anything of somebody who is signed in, the newest first."""
    if viewer.user is None:
        return Look.objects.none()
    mine = Look.objects.filter(concern__person=viewer.user.pk)
    return mine.select_related("actor", "concern__kind").order_by("-at", "-id")


def concerns_called(viewer: Viewer, reference: str) -> list[Concern]:
    """Find what an administrator means: a concern, or those of an issue."""
    if not viewer.holds(Role.ADMIN):
        return []
    here = Concern.objects.filter(withdrawn_at=None)
    places = viewer.place_ids(Role.ADMIN)
    if places is not None:
        here = here.filter(issue__neighborhood__in=places)
    called = Q(reference=reference) | Q(issue__reference=reference)
    return list(here.filter(called).order_by("pk")[:_MOST_MEANT])
