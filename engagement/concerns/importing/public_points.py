"""The public points of many concerns at once."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from engagement.places.queries import neighborhoods_on_the_map, snapper_for

NO_SNAP: Final = 0
Ids = NDArray[np.int64]
Numbers = NDArray[np.float64]


class PublicPoints:
    """Every neighborhood's table, read once and kept while a file is worked through."""

    def __init__(self) -> None:
        self._tables = {
            place.pk: table
            for place in neighborhoods_on_the_map()
            if (table := snapper_for(place)) is not None
        }

    def nearest(self, places: Ids, lats: Numbers, lons: Numbers) -> Ids:
        """Give each point's entry, `NO_SNAP` where its neighborhood has none."""
        snaps = np.full(len(places), NO_SNAP, dtype=np.int64)
        for place in np.unique(places).tolist():
            table = self._tables.get(place)
            if table is not None:
                here = places == place
                snaps[here] = table.nearest(lats[here], lons[here])
        return snaps
