from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from engagement.places.locate import IS_OUTSIDE, NO_POINT, OUTSIDE, Locator

# two squares side by side, a third that overlaps the second, and an island
AREAS = {
    7: shapely.box(0, 0, 1, 1),
    3: shapely.box(1, 0, 2, 1),
    5: shapely.box(1.5, 0, 2.5, 1),
    9: shapely.MultiPolygon([shapely.box(5, 5, 6, 6), shapely.box(7, 5, 8, 6)]),
}
TOWN = Locator(AREAS)


@pytest.mark.parametrize(
    ("lat", "lon", "answer"),
    [
        (0.5, 0.5, 7),
        (0.5, 1.2, 3),
        (5.5, 7.5, 9),
        (0.5, 1.7, 3),  # in two: the first in the order given
        (0.5, 2.2, 5),
        (0.5, 1.0, 7),  # on the shared border
        (0.0, 0.0, 7),  # on the town's own edge
        (6.0, 8.0, 9),
        (5.5, 6.5, OUTSIDE),  # between the two halves of the island
        (40.0, 40.0, OUTSIDE),
        (0.0, 0.0 - 1e-6, OUTSIDE),
        (None, 0.5, None),
        (0.5, None, None),
        (91.0, 0.5, None),
        (0.5, float("nan"), None),
        (0.5, float("inf"), None),
    ],
)
def test_a_point_has_one_answer(lat, lon, answer) -> None:
    assert TOWN.find(lat, lon) == answer


def test_many_points_get_the_same_answers_as_one() -> None:
    lats = np.array([0.5, 0.5, 0.5, 0.5, 5.5, 91.0, np.nan, 0.0])
    lons = np.array([0.5, 1.0, 1.7, 2.2, 6.5, 0.5, 0.5, 2.5])

    found = TOWN.find_all(lats, lons)

    assert found.tolist() == [7, 7, 3, 5, IS_OUTSIDE, NO_POINT, NO_POINT, 5]


def test_without_boundaries_nothing_is_said_about_a_point() -> None:
    nowhere = Locator({})

    assert nowhere.find(0.5, 0.5) is None
    assert nowhere.find_all(np.array([0.5]), np.array([0.5])).tolist() == [NO_POINT]


@given(
    lat=st.floats(-0.2, 6.2, allow_nan=False), lon=st.floats(-0.2, 8.2, allow_nan=False)
)
def test_the_grid_never_disagrees_with_the_polygons(lat: float, lon: float) -> None:
    owners = [
        key for key, area in AREAS.items() if shapely.intersects_xy(area, lon, lat)
    ]

    assert TOWN.find(lat, lon) == (owners[0] if owners else OUTSIDE)
    many = TOWN.find_all(np.array([lat]), np.array([lon])).tolist()
    assert many == [owners[0] if owners else IS_OUTSIDE]
