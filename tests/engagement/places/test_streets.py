from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from engagement.places.errors import MapFileError
from engagement.places.models import Landmark, MapLayer, SnapPoint, Street
from engagement.places.services import (
    StreetReport,
    import_landmarks,
    import_layers,
    import_neighborhoods,
    import_streets,
)
from engagement.places.services.landmarks import LandmarkReport
from tests.factories.geojson import feature, geojson, line, point
from tests.factories.places import square

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
STREETS = geojson(
    feature(
        line((-71.0, 42.01), (-70.96, 42.01)), name="Mill Road", homes=40, big="yes"
    ),
    feature(line((-70.99, 42.0), (-70.99, 42.005)), name="Back Lane", homes=3),
    feature(line((-70.99, 42.005), (-70.99, 42.01)), name="Back Lane", homes="4"),
    feature(line((-70.97, 42.0), (-70.97, 42.005)), name="", homes=9),
    feature(line((-60.0, 42.0), (-60.0, 42.1)), name="Far Away", homes=9),
)


@pytest.fixture
def town() -> None:
    import_neighborhoods(
        content=geojson(
            feature(square(-71.0, 42.0), name="West"),
            feature(square(-70.98, 42.0), name="East"),
        ),
        name_field="name",
        now=NOW,
    )


def bring_in(content: bytes = STREETS, **options: Any) -> StreetReport:
    return import_streets(
        content=content,
        name_field="name",
        addresses_field="homes",
        major_field="big",
        now=NOW,
        **options,
    )


def test_a_street_is_cut_at_the_border_and_shares_out_its_addresses(town) -> None:
    report = bring_in()

    rows = Street.objects.order_by("name", "neighborhood__name")
    assert [(s.name, s.neighborhood.name, s.addresses, s.is_major) for s in rows] == [
        ("Back Lane", "West", 7, False),
        ("Mill Road", "East", 20, True),
        ("Mill Road", "West", 20, True),
    ]
    assert (rows[2].middle_lat, rows[2].middle_lon) == pytest.approx((42.01, -70.99))
    assert (report.created, report.without_name, report.outside) == (3, 1, 1)
    assert report.snap_streets == 2


def test_only_middles_of_streets_with_eight_addresses_become_public_points(
    town,
) -> None:
    report = bring_in()

    active = SnapPoint.objects.filter(is_active=True).order_by("lon")
    assert [(p.label, p.neighborhood.name, p.source) for p in active] == [
        ("Mill Road", "West", "street"),
        ("Mill Road", "East", "street"),
    ]
    assert report.changed_ids == sorted(p.neighborhood_id for p in active)


def test_the_same_streets_again_change_nothing(town) -> None:
    bring_in()

    report = bring_in()

    assert (report.created, report.updated, report.unchanged) == (0, 0, 3)
    assert report.changed_ids == []


def test_a_street_that_grew_is_updated_and_retire_drops_what_is_gone(town) -> None:
    bring_in()
    longer = line((-70.99, 42.0), (-70.99, 42.02))

    report = bring_in(
        geojson(feature(longer, name="Back Lane", homes=12, big="")),
        retire_others=True,
    )

    assert (report.created, report.updated, report.removed) == (0, 1, 2)
    (street,) = Street.objects.all()
    assert street.addresses == 12
    assert street.middle_lat == pytest.approx(42.01)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            geojson(feature(square(-71.0, 42.0), name="x", homes=1, big="")),
            "Feature 1 is a Polygon. A street needs a line.",
        ),
        (
            geojson(feature(None, name="x", homes=1, big="")),
            "Feature 1 has no geometry.",
        ),
        (
            geojson(
                feature(line((-71, 42), (-70.99, 42)), name="x", homes="lots", big="")
            ),
            "Feature 1 says “lots” addresses, which is not a number of addresses.",
        ),
        (
            geojson(feature(line((-71, 42), (-70.99, 42)), name="x", homes=1)),
            "No feature has a field “big”. The fields are: homes, name.",
        ),
    ],
)
def test_a_broken_street_file_changes_nothing(town, content, sentence) -> None:
    with pytest.raises(MapFileError) as refused:
        bring_in(content)

    assert str(refused.value) == sentence
    assert not Street.objects.exists()


def test_streets_need_neighborhoods_first() -> None:
    with pytest.raises(MapFileError, match="Import the neighborhoods first"):
        bring_in()


def test_landmarks_are_placed_and_repeatable(town) -> None:
    content = geojson(
        feature(point(-70.99, 42.01), name="Library"),
        feature(point(-70.991, 42.01), name="Library"),
        feature(square(-70.97, 42.001, 0.002), name="Alder Park"),
        feature(point(-70.97, 42.01), name=None),
        feature(point(10.0, 42.01), name="Elsewhere"),
    )

    first = import_landmarks(content=content, name_field="name", now=NOW)
    second = import_landmarks(content=content, name_field="name", now=NOW)

    assert first == LandmarkReport(created=2, without_name=1, outside=1, repeated=1)
    assert (second.created, second.unchanged) == (0, 2)
    park = Landmark.objects.get(name="Alder Park")
    assert park.neighborhood.name == "East"
    assert (park.lat, park.lon) == pytest.approx((42.002, -70.969))


def test_landmarks_without_a_geometry_are_refused(town) -> None:
    with pytest.raises(MapFileError, match="Feature 1 has no geometry"):
        import_landmarks(
            content=geojson(feature(None, name="x")), name_field="name", now=NOW
        )


def test_a_layer_is_replaced_as_a_whole() -> None:
    river = geojson(feature(line((-71, 42), (-70, 42)), name="Neponset"))
    import_layers(content=river, kind="water", name_field="name", now=NOW)
    parks = geojson(feature(square(-71, 42)))
    import_layers(content=parks, kind="park", now=NOW)

    count = import_layers(
        content=geojson(
            feature(square(-71, 42), name="Lake"), feature(square(-70, 42))
        ),
        kind="water",
        name_field="name",
        now=NOW,
    )

    assert count == 2
    kept = MapLayer.objects.order_by("kind", "name").values_list("kind", "name")
    assert list(kept) == [("park", ""), ("water", ""), ("water", "Lake")]


@pytest.mark.parametrize(
    ("kind", "content", "sentence"),
    [
        (
            "sky",
            geojson(feature(square(0, 0))),
            "A layer is one of: water, park, building.",
        ),
        (
            "park",
            geojson(feature(point(0, 0))),
            "Feature 1 has no area and no line that could be drawn.",
        ),
    ],
)
def test_a_broken_layer_changes_nothing(kind, content, sentence) -> None:
    with pytest.raises(MapFileError) as refused:
        import_layers(content=content, kind=kind, now=NOW)

    assert str(refused.value) == sentence
    assert not MapLayer.objects.exists()
