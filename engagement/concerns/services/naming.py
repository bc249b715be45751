"""Keeping from an officer what names that officer (SECURITY (c): never in scope)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db.models import Q

from engagement.common.roles import Role
from engagement.concerns.models import Concern, Naming
from engagement.concerns.naming import names_person
from engagement.people.models import Grant, User

_SAID: Final = ("text", "how_often", "who_harmed", "where_text", "where_hint")


def note_named(concern: Concern, *, now: datetime) -> None:
    """Write down which officers of the place the words name."""
    here = Q(grants__neighborhood=None) | Q(
        grants__neighborhood=concern.neighborhood_id
    )
    held = Grant.objects.current(now).filter(role__in=[Role.OFFICER, Role.ADMIN])
    officers = User.objects.filter(here, grants__in=held).order_by("pk").distinct()
    found = list(officers.only("pk", "name"))
    named = [one for one in found if _is_named(concern, one)]
    if named:
        namings = [Naming(concern=concern, user=one) for one in named]
        Naming.objects.bulk_create(namings, ignore_conflicts=True)


def _is_named(concern: Concern, officer: User) -> bool:
    return any(names_person(getattr(concern, field), officer.name) for field in _SAID)


def find_named(*, now: datetime) -> int:
    """Look again at all open concerns: officers come, change their names and places.

    Only texts in which the surname stands are read. Gives how many were found anew.
    """
    held = Grant.objects.current(now).filter(role__in=[Role.OFFICER, Role.ADMIN])
    officers = User.objects.filter(is_active=True, pk__in=held.values("user"))
    return sum(_find_one(officer) for officer in officers.exclude(name=""))


def _find_one(officer: User) -> int:
    surname = officer.name.split()[-1]
    said = Q()
    for field in _SAID:
        said |= Q(**{f"{field}__icontains": surname})
    told = Concern.objects.filter(said, issue__closed_at=None)
    known = Naming.objects.filter(user=officer).values("concern")
    fresh = told.exclude(pk__in=known).only("pk", *_SAID)
    return _write(officer, [one for one in fresh if _is_named(one, officer)])


def _write(officer: User, concerns: Collection[Concern]) -> int:
    namings = [Naming(concern=one, user=officer) for one in concerns]
    return len(Naming.objects.bulk_create(namings, ignore_conflicts=True))
