from __future__ import annotations

import numpy as np
import pytest
import shapely

from engagement.places import cells
from engagement.places.locate import Locator
from engagement.places.snapping import Point, Snapper, StreetMiddle, snap_points

AREA = shapely.box(-71.0, 42.0, -70.98, 42.02)
METRES_PER_DEGREE = 111_195


def test_streets_with_eight_addresses_are_the_table() -> None:
    table = snap_points(
        AREA,
        5_000,
        [
            StreetMiddle("Mill Road", 42.01, -70.99, 8),
            StreetMiddle("Back Lane", 42.011, -70.991, 7),
            StreetMiddle("Alder Street", 42.005, -70.985, 40),
        ],
    )

    assert table == [
        Point(42.005, -70.985, "Alder Street", "street"),
        Point(42.01, -70.99, "Mill Road", "street"),
    ]


def test_without_streets_each_cell_of_the_table_holds_twenty_residents() -> None:
    table = snap_points(AREA, 1_000, [])

    assert len(table) > 5
    for point in table:
        part = cells.polygon(cells.cell(point.lat, point.lon, 9)).intersection(AREA)
        assert shapely.intersects_xy(AREA, point.lon, point.lat)
        assert 1_000 * part.area / AREA.area >= 20


@pytest.mark.parametrize(
    ("population", "resolution"), [(5_000, 9), (200, 8), (30, 7), (None, 8)]
)
def test_the_fewer_live_there_the_coarser_the_cells(population, resolution) -> None:
    table = snap_points(AREA, population, [])

    owners = {cells.cell(point.lat, point.lon, resolution) for point in table}
    assert len(owners) == len(table)
    finer = {cells.cell(point.lat, point.lon, resolution + 1) for point in table}
    assert len(finer) == len(table)
    areas = [cells.polygon(index).intersection(AREA).area for index in owners]
    assert max(areas) <= cells.polygon(next(iter(owners))).area * 1.01


def test_a_hamlet_too_small_for_any_cell_has_one_point_inside() -> None:
    (point,) = snap_points(AREA, 12, [])

    assert shapely.intersects_xy(AREA, point.lon, point.lat)


def test_points_lie_inside_an_area_with_a_hole_and_an_arm() -> None:
    ring = shapely.difference(AREA, AREA.buffer(-0.004))

    assert all(
        shapely.intersects_xy(ring, point.lon, point.lat)
        for point in snap_points(ring, 5_000, [])
    )


def test_the_same_area_always_gives_the_same_table() -> None:
    turned = shapely.Polygon(list(AREA.exterior.coords)[::-1])

    assert snap_points(AREA, 900, []) == snap_points(turned, 900, [])


def test_averaging_many_reports_tells_no_more_than_one() -> None:
    table = snap_points(AREA, 5_000, [])
    rows = [(number, point.lat, point.lon) for number, point in enumerate(table)]
    snapper = Snapper(rows, squeeze_by=0.743)
    home = np.array([42.0123, -70.9917])

    def error(reports: int) -> float:
        """How far off an attacker is who averages the public points of n reports."""
        ids = snapper.nearest(np.full(reports, home[0]), np.full(reports, home[1]))
        guess = np.mean([rows[number][1:] for number in ids], axis=0)
        return float(np.hypot(*(guess - home))) * METRES_PER_DEGREE

    errors = [error(reports) for reports in (1, 10, 1_000)]
    assert errors[0] > 20
    assert errors[1] == pytest.approx(errors[0], abs=1e-6)
    assert errors[2] == pytest.approx(errors[0], abs=1e-6)


def test_everyone_around_shares_the_point_with_at_least_twenty_residents() -> None:
    """The ground that snaps to one entry is never a single home's."""
    table = snap_points(AREA, 1_000, [])
    snapper = Snapper(
        [(number, p.lat, p.lon) for number, p in enumerate(table)], squeeze_by=0.743
    )
    random = np.random.default_rng(8)
    lats, lons = random.uniform(42, 42.02, 20_000), random.uniform(-71, -70.98, 20_000)

    shares = np.bincount(snapper.nearest(lats, lons), minlength=len(table)) / 20_000

    assert shares.sum() == pytest.approx(1)
    assert shares.min() * 1_000 >= 8


def test_of_two_points_as_near_the_first_is_taken() -> None:
    snapper = Snapper([(4, 42.0, -71.0), (2, 42.0, -70.9)], squeeze_by=1.0)

    assert snapper.nearest(np.array([42.3]), np.array([-70.95])).tolist() == [4]


def test_snapping_never_leaves_the_neighborhood() -> None:
    west, east = AREA, shapely.box(-70.98, 42.0, -70.96, 42.02)
    town = Locator({1: west, 2: east})

    for number, area in ((1, west), (2, east)):
        points = snap_points(area, 5_000, [])
        assert {town.find(p.lat, p.lon) for p in points} == {number}
