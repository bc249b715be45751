"""Who may decide about what, read once for a page.

Moderators of the area; where none is appointed, its officers (RULINGS 30). Nobody
decides about their own. An appeal is read by another one than the first; where there is
no other, by the overseer.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q

from engagement.common.roles import Role
from engagement.moderation.models import Review
from engagement.moderation.parties import is_party
from engagement.people.models import Grant

Ids = frozenset[int]
_ROLES: Final = (Role.MODERATOR, Role.OFFICER, Role.OVERSEER, Role.ADMIN)
NOBODY: Final[Ids] = frozenset()


@dataclass(frozen=True)
class Bench:
    """All who hold a role that may moderate: (role, place or None) -> people."""

    held: dict[tuple[str, int | None], Ids]

    def holders(self, role: Role, place_id: int | None) -> Ids:
        """Name who holds a role there or in the whole town."""
        everywhere = self.held.get((role, None), NOBODY)
        if place_id is None:
            return everywhere
        return everywhere | self.held.get((role, place_id), NOBODY)

    def of(self, place_id: int | None) -> Ids:
        """Name who moderates a place."""
        moderators = self.holders(Role.MODERATOR, place_id)
        return moderators or self.holders(Role.OFFICER, place_id)

    def deciders_of(self, review: Review) -> Ids:
        """Name who may decide about this one now."""
        free = self._free(self.of(review.neighborhood_id), review)
        admins = self._free(self.holders(Role.ADMIN, None), review)
        if review.appealed_at is None:
            return free or admins
        first = {review.decided_by_id}
        overseers = self._free(self.holders(Role.OVERSEER, None), review)
        return (free - first) or (overseers - first) or free or admins

    def _free(self, people: Ids, review: Review) -> Ids:
        return frozenset(one for one in people if not is_party(review.party, one))

    def area_of(self, person_id: int) -> Q:
        """What somebody moderates, as a condition on reviews."""
        moderates = self._where(Role.MODERATOR, person_id)
        if None in moderates:
            return Q()
        appointed = {place for role, place in self.held if role == Role.MODERATOR}
        here = Q(neighborhood__in=moderates)
        serves = self._where(Role.OFFICER, person_id)
        if None in appointed or not serves:
            return here
        if None in serves:
            return here | ~Q(neighborhood__in=appointed)
        return here | Q(neighborhood__in=serves - appointed)

    def _where(self, role: Role, person_id: int) -> set[int | None]:
        return {
            place
            for (held, place), people in self.held.items()
            if held == role and person_id in people
        }


def bench_at(now: datetime) -> Bench:
    """Read who holds what now, in one statement."""
    grants = Grant.objects.current(now).filter(role__in=_ROLES, user__is_active=True)
    held: defaultdict[tuple[str, int | None], set[int]] = defaultdict(set)
    rows = grants.order_by().values_list("role", "neighborhood_id", "user_id")
    for role, place, person in rows:
        held[role, place].add(person)
    return Bench({key: frozenset(people) for key, people in held.items()})
