"""H3 cells as whole numbers that fit a signed 64-bit column (resolutions 7 to 9)."""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely
from h3.api import basic_int
from numpy.typing import NDArray
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

RESOLUTIONS: Final = (7, 8, 9)
_HALF_WAY: Final = 180.0  # degrees around, to the date line

# an index holds its resolution in bits 52-55, then fifteen digits of three bits; the
# digits finer than the resolution are all ones
_ONE_RESOLUTION: Final = 1 << 52
_DIGIT_BITS: Final = 3
_FINEST: Final = 15


def cell(lat: float, lon: float, resolution: int) -> int:
    """Find the H3 cell of a point in degrees, as an integer."""
    return int(basic_int.latlng_to_cell(lat, lon, resolution))


def cells_of(
    lats: NDArray[np.float64], lons: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Give the cells of many points at resolutions 7, 8 and 9."""
    of = basic_int.latlng_to_cell
    pairs = zip(lats.tolist(), lons.tolist(), strict=True)
    r9 = np.fromiter((of(lat, lon, 9) for lat, lon in pairs), np.int64, len(lats))
    r8 = _parents(r9, 9)
    return _parents(r8, 8), r8, r9


def _parents(
    children: NDArray[np.int64], resolution: int
) -> NDArray[np.int64]:  # the same as h3's cell_to_parent, for a whole array
    digit = 7 << (_DIGIT_BITS * (_FINEST - resolution))
    return (children - _ONE_RESOLUTION) | digit


def parent(child: int, resolution: int) -> int:
    """Give the larger cell that a cell lies in."""
    return int(basic_int.cell_to_parent(child, resolution))


def boundary(index: int) -> list[tuple[float, float]]:
    """Give the corners of the cell as (lat, lon)."""
    return [(lat, lon) for lat, lon in basic_int.cell_to_boundary(index)]


def polygon(index: int) -> shapely.Polygon:
    """Give the cell as a shape, in lon lat order as GeoJSON has it.

    One that the date line cuts keeps the side its center lies on.
    """
    corners = np.array([(lon, lat) for lat, lon in boundary(index)])
    _lat, middle = basic_int.cell_to_latlng(index)
    lons = middle + (corners[:, 0] - middle + _HALF_WAY) % (2 * _HALF_WAY) - _HALF_WAY
    cut = np.clip(lons, -_HALF_WAY, _HALF_WAY)
    return shapely.Polygon(np.column_stack([cut, corners[:, 1]]))


def cells_touching(area: BaseGeometry, resolution: int) -> list[int]:
    """Name every cell that shares ground with the area, in a fixed order."""
    whole = basic_int.geo_to_h3shape(mapping(area))
    touching = basic_int.h3shape_to_cells_experimental(
        whole, resolution, contain="overlap"
    )
    return sorted(int(index) for index in touching)
