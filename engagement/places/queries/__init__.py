"""What may be read about places. Boundaries, streets and names are public."""

from engagement.places.queries.boundaries import (
    locator,
    neighborhood_named,
    neighborhoods_on_the_map,
    table_version,
)
from engagement.places.queries.points import nearest_street, snap_for, snapper_for
from engagement.places.queries.population import (
    PopulationShares,
    all_groups,
    groups_of,
    groups_to_import,
    population_figures,
    population_shares,
)
from engagement.places.queries.search import Hit, search_places
from engagement.places.queries.town import forget_town, town

__all__ = [
    "Hit",
    "PopulationShares",
    "all_groups",
    "forget_town",
    "groups_of",
    "groups_to_import",
    "locator",
    "nearest_street",
    "neighborhood_named",
    "neighborhoods_on_the_map",
    "population_figures",
    "population_shares",
    "search_places",
    "snap_for",
    "snapper_for",
    "table_version",
    "town",
]
