"""Who has what a group asks of those who go out, on which day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from engagement.people.models import Credential, CredentialKind
from engagement.people.queries import credentials_of
from watchgroups.choices import MemberState
from watchgroups.models import Group, Membership, Requirement
from watchgroups.queries.visible import code_of


@dataclass(frozen=True)
class Readiness:
    """What is asked, and what some people have of it."""

    asked: tuple[Requirement, ...]
    held: dict[tuple[int, int], list[Credential]]
    code_id: int | None = None

    def lacks(self, person_id: int, part: str, day: date) -> list[CredentialKind]:
        """List what somebody lacks for a part on a day."""
        wanted = {one.kind for one in self.asked if one.part in ("", part)}
        lacking = [kind for kind in wanted if not self._has(person_id, kind.pk, day)]
        return sorted(lacking, key=lambda kind: kind.name)

    def has_agreed(self, member: Membership) -> bool:
        """Tell whether somebody agreed to the rules as they stand."""
        return self.code_id is None or member.agreed_code_id == self.code_id

    def latest(self, person_id: int, kind_id: int) -> Credential | None:
        """Give the one that lasts longest; one without an end before all others."""
        return next(reversed(self.held.get((person_id, kind_id), [])), None)

    def _has(self, person_id: int, kind_id: int, day: date) -> bool:
        held = self.held.get((person_id, kind_id), ())
        return any(one.holds_on(day) for one in held)


def requirements_of(group: Group) -> QuerySet[Requirement]:
    """List what a group asks of those who go out."""
    asked = group.requirements.select_related("kind")
    return asked.order_by("kind__sort", "kind__name", "part")


def readiness_of(group: Group, person_ids: Collection[int]) -> Readiness:
    """Read what is asked and what these people have of it: three queries."""
    code = code_of(group)
    asked = tuple(requirements_of(group))
    kinds = {one.kind_id for one in asked}
    held: dict[tuple[int, int], list[Credential]] = defaultdict(list)
    for one in credentials_of(person_ids, kinds) if kinds else ():
        held[one.person_id, one.kind_id].append(one)
    return Readiness(asked, dict(held), code.pk if code else None)


def active_members(group: Group) -> QuerySet[Membership]:
    """List who can take part now, by name."""
    members = Membership.objects.filter(
        group=group, state=MemberState.ACTIVE, person__is_active=True
    )
    return members.select_related("person").order_by("person__name", "pk")
