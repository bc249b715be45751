"""What may be read about places. Boundaries, streets and names are public."""

from engagement.places.queries.boundaries import (
    locator,
    neighborhood_named,
    neighborhoods_on_the_map,
    table_version,
)
from engagement.places.queries.points import nearest_street, snap_for, snapper_for
from engagement.places.queries.search import Hit, search_places
from engagement.places.queries.town import forget_town, town

__all__ = [
    "Hit",
    "forget_town",
    "locator",
    "nearest_street",
    "neighborhood_named",
    "neighborhoods_on_the_map",
    "search_places",
    "snap_for",
    "snapper_for",
    "table_version",
    "town",
]
