"""Who lives where, as the town’s figures say; for meetings, and for surveys’ weights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Sum
from django.utils.functional import Promise

from engagement.places.choices import GROUPS, OTHER, OTHER_LANGUAGE, Trait
from engagement.places.models import Neighborhood, PopulationGroup
from engagement.places.queries.town import town


@dataclass(frozen=True)
class PopulationShares:
    """How many of those who live there belong to each group, and who counted them."""

    people: dict[str, int]
    source: str
    year: int

    @property
    def total(self) -> int:
        return sum(self.people.values())

    def share(self, group: str) -> float:
        return self.people.get(group, 0) / self.total


@dataclass(frozen=True)
class PopulationFigures:
    """One table the town has: a trait of one source."""

    trait: str
    source: str
    year: int
    neighborhoods: int
    people: int

    @property
    def name(self) -> str:
        return str(Trait(self.trait).label)


def groups_of(trait: str) -> dict[str, str | Promise]:
    """Give the groups of a trait with their names; languages are those of the town."""
    if trait != Trait.LANGUAGE:
        return GROUPS[trait]
    here = town()
    spoken = {code for code, _name in settings.LANGUAGES} - settings.PSEUDO_LANGUAGES
    chosen = set(here.languages if here else ()) or spoken
    named: dict[str, str | Promise] = {
        code: str(name) for code, name in settings.LANGUAGES if code in chosen
    }
    return {**named, OTHER: OTHER_LANGUAGE}


def as_group_of(trait: str, group: str) -> str:
    """Give a group as it is offered now: a language the town has left is another one."""
    return group if group in groups_of(trait) else OTHER


def population_shares(
    neighborhoods: Collection[Neighborhood], trait: str
) -> PopulationShares | None:
    """Say who lives in these neighborhoods; None unless one source tells of each.

    Of several sources the newest that knows all of them is read.
    """
    rows = PopulationGroup.objects.filter(trait=trait, neighborhood__in=neighborhoods)
    found: dict[tuple[int, str], list[PopulationGroup]] = defaultdict(list)
    for row in rows.order_by("-year", "source", "pk"):
        found[row.year, row.source].append(row)
    wanted = {place.pk for place in neighborhoods}
    for (year, source), told in found.items():
        people = _added_up(trait, told)
        if {row.neighborhood_id for row in told} == wanted and any(people.values()):
            return PopulationShares(people, source, year)
    return None


def _added_up(trait: str, rows: Iterable[PopulationGroup]) -> dict[str, int]:
    people = dict.fromkeys(groups_of(trait), 0)
    for row in rows:
        people[as_group_of(trait, row.group)] += row.people
    return people


def population_figures() -> list[PopulationFigures]:
    """List what the town has: for each trait its sources, the newest first."""
    rows = (
        PopulationGroup.objects.values_list("trait", "source", "year")
        .annotate(places=Count("neighborhood", distinct=True), people=Sum("people"))
        .order_by("trait", "-year", "source")
    )
    return [PopulationFigures(*row) for row in rows]
