from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry import shape

from engagement.places import cells
from tests.factories.places import square


def test_a_cell_is_a_whole_number_a_signed_column_can_hold() -> None:
    assert cells.cell(42.36, -71.06, 9) == 0x892A3066027FFFF
    assert 0 < cells.cell(42.36, -71.06, 9) < 2**63


def test_many_cells_are_the_same_as_one_by_one() -> None:
    random = np.random.default_rng(4)
    lats, lons = random.uniform(-80, 80, 500), random.uniform(-180, 180, 500)

    r7, r8, r9 = cells.cells_of(lats, lons)

    for lat, lon, *found in zip(lats, lons, r7, r8, r9, strict=True):
        nine = cells.cell(lat, lon, 9)
        assert found == [cells.parent(nine, 7), cells.parent(nine, 8), nine]


def test_a_boundary_goes_around_the_cell_s_own_points() -> None:
    index = cells.cell(42.36, -71.06, 8)

    assert len(cells.boundary(index)) == 6
    assert shapely.contains_xy(cells.polygon(index), -71.06, 42.36)


def test_a_cell_on_the_date_line_keeps_to_its_own_side() -> None:
    index = cells.cell(-16.8, 179.9999, 7)

    west, _south, east, _north = cells.polygon(index).bounds

    assert {abs(corner[1]) > 179 for corner in cells.boundary(index)} == {True}
    assert len({corner[1] > 0 for corner in cells.boundary(index)}) == 2
    assert 0 < east - west < 0.05


def test_cells_touching_an_area_cover_it_wholly() -> None:
    area = shape(square(-71.0, 42.0))

    shapes = [cells.polygon(index) for index in cells.cells_touching(area, 9)]

    assert shapely.union_all(shapes).buffer(1e-9).covers(area)
    assert all(part.intersects(area) for part in shapes)
