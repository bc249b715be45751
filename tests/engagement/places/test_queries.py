from __future__ import annotations

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagement.places import queries
from engagement.places.locate import OUTSIDE
from engagement.places.models import Neighborhood
from engagement.places.queries import Hit
from tests.factories.places import (
    make_landmark,
    make_neighborhood,
    make_snap_point,
    make_street,
    make_town,
    middle_of,
    square,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("turn", ["first", "second"])
def test_no_town_is_remembered_from_the_test_before(turn: str) -> None:
    assert queries.town() is None

    make_town(name=f"Riverside, {turn}")

    assert str(queries.town()) == f"Riverside, {turn}"


def test_town_is_none_until_set_up_and_then_remembered() -> None:
    assert queries.town() is None

    made = make_town(name="Riverside")

    assert queries.town() == made
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert queries.town() == made
    assert len(asked) == 0


def test_locator_notices_a_changed_boundary_and_costs_one_statement() -> None:
    place = make_neighborhood()
    lat, lon = middle_of(place)
    assert queries.locator().find(lat, lon) == place.pk

    Neighborhood.objects.filter(pk=place.pk).update(boundary=square(10.0, 10.0))

    assert queries.locator().find(lat, lon) is OUTSIDE
    assert queries.locator().find(10.01, 10.01) == place.pk
    with CaptureQueriesContext(connection) as asked:
        queries.locator()
    assert len(asked) == 1


def test_locator_leaves_out_a_neighborhood_that_is_no_more() -> None:
    place = make_neighborhood()

    Neighborhood.objects.filter(pk=place.pk).update(is_active=False)

    assert queries.locator().find(*middle_of(place)) is None


def test_neighborhood_is_found_by_slug_or_name() -> None:
    place = make_neighborhood("Jamaica Plain")

    found = [queries.neighborhood_named(t) for t in ("jamaica-plain", " JAMAICA plain")]

    assert found == [place, place]
    assert queries.neighborhood_named("Jamaica") is None


def test_snap_for_gives_the_nearest_active_point_of_the_same_neighborhood() -> None:
    here, next_door = make_neighborhood(), make_neighborhood()
    lat, lon = here.south + 0.01, here.east - 0.001
    near = make_snap_point(here, lat=lat, lon=lon - 0.003)
    make_snap_point(here, lat=lat, lon=lon - 0.008)
    gone = make_snap_point(here, lat=lat, lon=lon - 0.001)
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    make_snap_point(next_door, lat=lat, lon=next_door.west)

    assert queries.snap_for(here.pk, lat, lon) == near


def test_snap_for_measures_on_the_ground_not_in_degrees() -> None:
    """At 42° north a degree of longitude is three quarters of one of latitude."""
    here = make_neighborhood()
    lat, lon = middle_of(here)
    make_snap_point(here, lat=lat + 0.0045, lon=lon)
    east = make_snap_point(here, lat=lat, lon=lon + 0.005)

    assert queries.snap_for(here.pk, lat, lon) == east
    snapper = queries.snapper_for(here)
    assert snapper is not None
    assert snapper.nearest(np.array([lat]), np.array([lon])).tolist() == [east.pk]


def test_snap_for_is_none_without_a_table() -> None:
    here = make_neighborhood()

    assert queries.snap_for(here.pk, *middle_of(here)) is None
    assert queries.snapper_for(here) is None


def test_nearest_street_is_one_of_the_neighborhood_s_own() -> None:
    here, next_door = make_neighborhood(), make_neighborhood()
    lat, lon = here.south + 0.01, here.east - 0.001
    make_street(
        "Far Road", neighborhood=here, line=[(here.west, lat), (here.west, here.north)]
    )
    near = make_street(
        "Near Road",
        neighborhood=here,
        line=[(lon - 0.002, lat), (lon - 0.002, here.north)],
    )
    make_street(
        "Other Side",
        neighborhood=next_door,
        line=[(next_door.west, lat), (next_door.west, here.north)],
    )

    assert queries.nearest_street(lat, lon) == near
    assert queries.nearest_street(-40.0, 10.0) is None
    assert queries.nearest_street(*middle_of(make_neighborhood())) is None


@pytest.fixture
def riverside() -> Neighborhood:
    place = make_neighborhood("Riverside", west=-60.0)
    make_street("Mill Road", neighborhood=place, line=[(-59.99, 42.0), (-59.99, 42.02)])
    make_street(
        "Alder Street", neighborhood=place, line=[(-60.0, 42.01), (-59.98, 42.01)]
    )
    make_street(
        "Alder Court", neighborhood=place, line=[(-60.0, 42.015), (-59.995, 42.015)]
    )
    make_landmark("Carver Library", neighborhood=place)
    return place


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Mill Road", "Mill Road, Riverside"),
        ("mill rd", "Mill Road, Riverside"),
        ("12 Mill Rd.", "Mill Road, Riverside"),
        ("mil raod", "Mill Road, Riverside"),
        ("alder st", "Alder Street, Riverside"),
        ("Aldr Street", "Alder Street, Riverside"),
        ("library", "Carver Library, Riverside"),
        ("carver libary", "Carver Library, Riverside"),
        ("riverside", "Riverside"),
        ("Mill Road and Alder Street", "Mill Road and Alder Street, Riverside"),
        ("corner of alder st & mill rd", "Alder Street and Mill Road, Riverside"),
        ("Alder/Mill", "Alder Street and Mill Road, Riverside"),
    ],
)
def test_a_place_is_found_however_it_is_typed(riverside, text, first) -> None:
    assert queries.search_places(text)[0].label == first


def test_a_crossing_lies_where_the_streets_meet(riverside: Neighborhood) -> None:
    (hit,) = queries.search_places("Mill Road and Alder Street")

    assert hit == Hit(
        "Mill Road and Alder Street, Riverside", 42.01, -59.99, riverside.pk
    )


def test_streets_that_never_meet_are_no_crossing(riverside: Neighborhood) -> None:
    labels = [hit.label for hit in queries.search_places("Mill Road and Alder Court")]

    assert "Mill Road and Alder Court, Riverside" not in labels


@pytest.mark.parametrize(
    "text", ["", "   ", "and", "& /", "zzzz qqq", "x" * 5000, "\0"]
)
def test_nonsense_finds_nothing_and_breaks_nothing(riverside, text) -> None:
    assert queries.search_places(text) == []


def test_search_asks_as_many_statements_for_three_streets_as_for_one(riverside) -> None:
    with CaptureQueriesContext(connection) as one:
        queries.search_places("Mill Road")
    for number in range(3):
        make_street(
            f"Mill Road {number}",
            neighborhood=riverside,
            line=[(-60.0, 42.0), (-60.0, 42.01)],
        )
    with CaptureQueriesContext(connection) as many:
        queries.search_places("Mill Road", limit=2)

    assert len(one) == len(many) == 3
