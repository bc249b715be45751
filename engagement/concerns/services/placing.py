"""Where a concern belongs: its neighborhood, its public point, its cells."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from engagement.concerns.errors import NoPlaceError, NotOurTownError
from engagement.places import cells
from engagement.places.locate import OUTSIDE
from engagement.places.models import SnapPoint
from engagement.places.queries import (
    locator,
    neighborhoods_on_the_map,
    snap_for,
    town,
)


@dataclass(frozen=True)
class Spot:
    """A place as we keep it; without a point there is a neighborhood only."""

    neighborhood_id: int
    lat: float | None = None
    lon: float | None = None
    snap_point: SnapPoint | None = None

    def cell(self, resolution: int) -> int | None:
        if self.lat is None or self.lon is None:
            return None
        return cells.cell(self.lat, self.lon, resolution)


def placed(lat: float | None, lon: float | None, neighborhood_id: int | None) -> Spot:
    """Find the neighborhood of a point; a chosen one serves where there is no point.

    Raises NotOurTownError, NoPlaceError.
    """
    if lat is not None and lon is not None:
        found = locator().find(lat, lon)
        if found is OUTSIDE:
            raise NotOurTownError(_outside())
        if isinstance(found, int):
            return Spot(found, lat, lon, snap_for(found, lat, lon))
    if neighborhood_id is None or not _is_on_the_map(neighborhood_id):
        raise NoPlaceError(
            _("Tell us where it is: put a pin on the map or choose a neighborhood.")
        )
    return Spot(neighborhood_id)


def _is_on_the_map(neighborhood_id: int) -> bool:
    return neighborhoods_on_the_map().filter(pk=neighborhood_id).exists()


def _outside() -> str:
    ours = town()
    if ours is None:
        return _(
            "That place is outside the neighborhoods we look after. Move the pin, "
            "choose a neighborhood from the list, or ask the town it belongs to."
        )
    return _(
        "That place is outside %(town)s, so our officers cannot act there. Move the "
        "pin, choose a neighborhood from the list, or ask the town it belongs to."
    ) % {"town": ours.name}
