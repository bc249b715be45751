"""Who lives where, as the town’s figures say; for meetings, and for surveys’ weights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db.models import Count, Sum
from django.utils.functional import Promise

from engagement.common.spoken import SPOKEN
from engagement.places.choices import GROUPS, OTHER, OTHER_LANGUAGE, Trait
from engagement.places.models import Neighborhood, PopulationGroup
from engagement.places.queries.town import town

MOST_LANGUAGES: Final = 8
Groups = dict[str, str | Promise]


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


def groups_of(trait: str) -> Groups:
    """Give the groups of a trait with their names.

    Languages are those the town writes in and those its figures tell of, the most
    spoken first, and another one.
    """
    if trait != Trait.LANGUAGE:
        return GROUPS[trait]
    here = town()
    written = (here.languages if here else None) or [settings.LANGUAGE_CODE]
    told = (
        PopulationGroup.objects.filter(trait=trait)
        .exclude(group=OTHER)
        .values_list("group")
        .annotate(people=Sum("people"))
        .order_by("-people", "group")
    )
    codes = dict.fromkeys([*written, *(code for code, _people in told)])
    spoken = [code for code in codes if code in SPOKEN][:MOST_LANGUAGES]
    return {**{code: SPOKEN[code] for code in spoken}, OTHER: OTHER_LANGUAGE}


def all_groups() -> dict[str, Groups]:
    """Give the groups of every trait: asked for once, where they are needed often."""
    return {trait: groups_of(trait) for trait in Trait.values}


def groups_to_import() -> dict[str, Groups]:
    """Give what a file may tell of: any language that has a name here."""
    return {**GROUPS, Trait.LANGUAGE: {**SPOKEN, OTHER: OTHER_LANGUAGE}}


def population_shares(
    neighborhoods: Collection[Neighborhood],
    trait: str,
    groups: Collection[str] | None = None,
) -> PopulationShares | None:
    """Say who lives in these neighborhoods; None unless one source tells of each.

    Of several sources the newest that knows all of them is read. `groups` are those to
    tell apart, today’s unless given: a language that is none of them is another one.
    """
    told_apart = list(groups_of(trait) if groups is None else groups)
    rows = PopulationGroup.objects.filter(trait=trait, neighborhood__in=neighborhoods)
    found: dict[tuple[int, str], list[PopulationGroup]] = defaultdict(list)
    for row in rows.order_by("-year", "source", "pk"):
        found[row.year, row.source].append(row)
    wanted = {place.pk for place in neighborhoods}
    for (year, source), told in found.items():
        people = _added_up(told_apart, told)
        if {row.neighborhood_id for row in told} == wanted and any(people.values()):
            return PopulationShares(people, source, year)
    return None


def _added_up(groups: list[str], rows: Iterable[PopulationGroup]) -> dict[str, int]:
    people = dict.fromkeys(groups, 0)
    for row in rows:
        group = row.group if row.group in people else OTHER
        people[group] = people.get(group, 0) + row.people
    return people


def population_figures() -> list[PopulationFigures]:
    """List what the town has: for each trait its sources, the newest first."""
    rows = (
        PopulationGroup.objects.values_list("trait", "source", "year")
        .annotate(places=Count("neighborhood", distinct=True), people=Sum("people"))
        .order_by("trait", "-year", "source")
    )
    return [PopulationFigures(*row) for row in rows]
