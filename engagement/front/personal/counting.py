"""How much of somebody's goes when they are erased, and how much stays without them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet, Sum

from engagement.common.persons import Person
from engagement.concerns.models import Concern, LegalHold, Voice
from engagement.front.models import Departure, Export
from engagement.people.models import Follow

LATELY: Final = timedelta(days=30)


@dataclass(frozen=True)
class Belongings:
    """What the page that asks “are you sure” counts."""

    concerns: int
    voices: int
    followed: int


def belongings_of(person: Person) -> Belongings:
    return Belongings(
        concerns=Concern.objects.filter(person=person.pk).count(),
        voices=Voice.objects.filter(person=person.pk).count(),
        followed=Follow.objects.filter(user=person.pk).count(),
    )


def last_export_of(person: Person) -> Export | None:
    return Export.objects.filter(person=person.pk).order_by("-asked_at").first()


def departures() -> QuerySet[Departure]:
    """What the nights let go, the newest first."""
    return Departure.objects.order_by("-at", "-pk")


def left_lately(now: datetime) -> dict[str, int]:
    """Add up by sort what went within the last 30 days."""
    lately = Departure.objects.filter(at__gt=now - LATELY).order_by()
    sums = lately.values("sort").annotate(total=Sum("gone"))
    return dict(sums.values_list("sort", "total"))


def standing_holds() -> QuerySet[LegalHold]:
    """Issues whose wiping is stopped, the newest hold first."""
    held = LegalHold.objects.filter(lifted_at=None)
    return held.select_related("issue", "set_by").order_by("-set_at", "-pk")
