"""Figures of who lives where, as a town imports them."""

from __future__ import annotations

from engagement.places.models import Neighborhood, PopulationGroup

HOMES = {"own": 3_000, "rent": 1_900, "other": 100}
AGES = {"under_18": 1_000, "18_34": 1_250, "35_49": 1_000, "50_64": 1_000, "65_up": 750}


def make_population(
    place: Neighborhood,
    trait: str = "housing",
    people: dict[str, int] | None = None,
    *,
    source: str = "Census",
    year: int = 2024,
) -> None:
    PopulationGroup.objects.bulk_create(
        PopulationGroup(
            neighborhood=place,
            trait=trait,
            group=group,
            people=number,
            source=source,
            year=year,
        )
        for group, number in (people or HOMES).items()
    )
