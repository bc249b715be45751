from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from shapely.geometry import Point, shape

from engagement.audit.models import Entry
from engagement.places import queries
from engagement.places.errors import MapFileError
from engagement.places.models import Neighborhood, SnapPoint
from engagement.places.population import read_population
from engagement.places.services import BoundaryReport, import_neighborhoods
from tests.factories.geojson import bow_tie, feature, geojson, line
from tests.factories.places import make_neighborhood, square

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
TOWN = geojson(
    feature(square(-71.0, 42.0), name="Old Town"),
    feature(bow_tie(-70.98, 42.0), name="  Mill   Hill "),
    feature(square(-70.9, 42.0), name="Harbor"),
    feature(square(-70.8, 42.0), name="Harbor"),
)


def bring_in(content: bytes = TOWN, **options: Any) -> BoundaryReport:
    return import_neighborhoods(content=content, name_field="name", now=NOW, **options)


def test_import_neighborhoods_stores_areas_slugs_and_public_points() -> None:
    report = bring_in(population={"old town": 5_000})

    rows = {row.name: row for row in Neighborhood.objects.all()}
    assert {name: row.slug for name, row in rows.items()} == {
        "Old Town": "old-town",
        "Mill Hill": "mill-hill",
        "Harbor": "harbor",
    }
    assert rows["Harbor"].boundary["type"] == "MultiPolygon"
    assert rows["Old Town"].population == 5_000
    assert rows["Old Town"].area_km2 == pytest.approx(3.67, abs=0.01)
    assert rows["Old Town"].snap_points.count() > 20
    assert report.created == ["Harbor", "Mill Hill", "Old Town"]
    assert report.mended == ["Mill Hill"]
    assert report.joined == ["Harbor"]
    assert report.without_population == ["Harbor", "Mill Hill"]
    entry = Entry.objects.get(action="places.import_neighborhoods")
    assert entry.detail["created"] == report.created


def test_the_same_file_again_changes_nothing() -> None:
    bring_in(population={"Old Town": 5_000})
    before = [queries.table_version(model) for model in (Neighborhood, SnapPoint)]

    report = bring_in(population={"Old Town": 5_000})

    assert report.unchanged == ["Harbor", "Mill Hill", "Old Town"]
    assert (report.created, report.updated, report.changed_ids) == ([], [], [])
    assert [
        queries.table_version(model) for model in (Neighborhood, SnapPoint)
    ] == before


def test_a_changed_border_keeps_name_slug_row_and_people() -> None:
    bring_in(population={"Old Town": 5_000})
    old = Neighborhood.objects.get(name="Old Town")
    kept = old.snap_points.order_by("pk").first()

    report = bring_in(geojson(feature(square(-71.0, 42.0, 0.015), name="old town")))

    new = Neighborhood.objects.get(pk=old.pk)
    assert (new.name, new.slug, new.population) == ("Old Town", "old-town", 5_000)
    assert new.east == pytest.approx(-70.985)
    assert report.updated == ["Old Town"]
    assert report.not_in_file == ["Harbor", "Mill Hill"]
    assert report.changed_ids == [old.pk]
    assert kept in new.snap_points.filter(is_active=True)
    active = new.snap_points.filter(is_active=True)
    assert all(p.lon < -70.985 and p.lat < 42.015 for p in active)
    assert new.snap_points.filter(is_active=False).exists()


def test_retire_takes_the_others_off_the_map_and_a_later_file_puts_them_back() -> None:
    bring_in()

    report = bring_in(
        geojson(feature(square(-71.0, 42.0), name="Old Town")), retire_others=True
    )

    assert report.retired == ["Harbor", "Mill Hill"]
    assert [row.name for row in queries.neighborhoods_on_the_map()] == ["Old Town"]
    assert bring_in().updated == ["Harbor", "Mill Hill"]
    assert queries.neighborhoods_on_the_map().count() == 3


def test_two_names_with_one_slug_get_a_number() -> None:
    make_neighborhood("Saint Mary", boundary=square(-60.0, 42.0))
    report = bring_in(
        geojson(
            feature(square(-71.0, 42.0), name="Saint-Mary"),
            feature(square(-70.9, 42.0), name="東町"),
        )
    )

    assert report.created == ["Saint-Mary", "東町"]
    slugs = dict(Neighborhood.objects.values_list("name", "slug"))
    assert slugs["Saint-Mary"] == "saint-mary-2"
    assert slugs["東町"] == "neighborhood"


def test_overlaps_and_gaps_are_reported() -> None:
    ring = square(-71.0, 42.0)["coordinates"][0]
    hole = square(-70.995, 42.005, 0.001)["coordinates"][0]
    report = bring_in(
        geojson(
            feature({"type": "Polygon", "coordinates": [ring, hole]}, name="Old Town"),
            feature(square(-70.981, 42.0), name="Annex"),
        )
    )

    (overlap,), (gap,) = report.overlaps, report.gaps
    assert overlap.names == ("Annex", "Old Town")
    assert overlap.square_metres == pytest.approx(183_700, rel=1e-2)
    assert gap.names == ("Old Town",)
    assert gap.square_metres == pytest.approx(9_180, rel=1e-2)


@pytest.mark.parametrize(
    ("content", "sentences"),
    [
        (
            geojson(
                feature(square(-71.0, 42.0), name="Good"),
                feature(square(-70.9, 42.0), name=" "),
                feature(square(-70.8, 42.0), name="x" * 121),
            ),
            [
                "Feature 2 has no name in “name”.",
                "Feature 3 has a name longer than 120 characters.",
            ],
        ),
        (
            geojson(
                feature(square(-71.0, 42.0), name="Good"),
                feature(square(-71.0, 42.0), name="a\0b"),
            ),
            ["Feature 2 has a “name” with signs that are no text."],
        ),
        (
            geojson(
                feature(square(-71.0, 42.0), name="Good"),
                feature(square(-71.0, 42.0), name="\ud800"),
            ),
            ["Feature 2 has a “name” with signs that are no text."],
        ),
        (
            geojson(feature(square(-71.0, 42.0, 10), name="New England")),
            [
                "New England has 840,036 km², more than any town. Is this the right file?"
            ],
        ),
        (
            geojson(
                feature(square(-71.0, 42.0), name="Good"),
                feature(line((0, 0), (1, 1)), name="A road"),
            ),
            [
                (
                    "Feature 2 is a LineString. A neighborhood needs a Polygon or"
                    " MultiPolygon."
                )
            ],
        ),
    ],
)
def test_one_bad_feature_and_nothing_is_written(content, sentences) -> None:
    with pytest.raises(MapFileError) as refused:
        bring_in(content)

    assert str(refused.value).splitlines() == sentences
    assert not Neighborhood.objects.exists()


def test_a_town_on_the_date_line_has_its_public_points_inside() -> None:
    report = bring_in(geojson(feature(square(179.98, -16.8), name="Waiyevo")))

    assert report.created == ["Waiyevo"]
    spots = SnapPoint.objects.values_list("lon", "lat")
    assert spots
    area = shape(Neighborhood.objects.get().boundary)
    assert all(area.contains(Point(*spot)) for spot in spots)


def test_population_of_nobody_is_named() -> None:
    report = bring_in(population={"Old Town": 12, "Atlantis": 900})

    assert report.population_of_nobody == ["Atlantis"]


def test_population_is_read_as_tables_write_it() -> None:
    content = '\ufeffArea,Count\nOld Town,"5,012"\nMill Hill,47768.0\n,\nnote,\n'

    found = read_population(content.encode(), "Area", "Count")

    assert found == {"Old Town": 5_012, "Mill Hill": 47_768}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfe", "The population file is not text in UTF-8."),
        (b"", "The population file has no column “Area”. It has: none."),
        (
            b"Area,Count\nOld Town," + b"9" * 200_000,
            "The population file is no CSV: field larger than field limit (131072).",
        ),
        (b"Area,n\n", "The population file has no column “Count”. It has: Area, n."),
        (
            b"Area,Count\nOld Town,many\n",
            (
                "Line 2 of the population file gives Old Town “many” people,"
                " which is not a number of people."
            ),
        ),
        (
            b"Area,Count\nOld Town,-4\n",
            (
                "Line 2 of the population file gives Old Town “-4” people,"
                " which is not a number of people."
            ),
        ),
    ],
)
def test_a_broken_population_file_is_refused_in_a_sentence(content, sentence) -> None:
    with pytest.raises(MapFileError) as refused:
        read_population(content, "Area", "Count")

    assert str(refused.value) == sentence
