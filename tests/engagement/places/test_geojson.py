from __future__ import annotations

import json

import pytest
import shapely

from engagement.places.errors import MapFileError
from engagement.places.geojson import (
    polygons_of,
    read_features,
    square_km,
)
from tests.factories.geojson import bow_tie, feature, geojson, line, point
from tests.factories.places import square

SQUARE = square(-71.0, 42.0)


def with_corner(corner: str) -> bytes:
    """Write the square with one of its corners as it is given."""
    return geojson(feature(SQUARE)).replace(b"[-70.98, 42.0]", corner.encode())


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x50\x4b\x03\x04\xff\xfe", "not text in UTF-8"),
        (b"name,lat,lon\n", "line 1 is not valid JSON"),
        (b'{"type": "FeatureCollection",\n "features": [', "line 2 is not valid JSON"),
        (b"", "line 1 is not valid JSON"),
        (b"[1, 2]", "does not begin with a “type”"),
        (b'{"name": "x"}', "does not begin with a “type”"),
        (b'{"type": "FeatureCollection"}', "no list of “features”"),
        (b'{"type": "FeatureCollection", "features": [3]}', "Feature 1 is not"),
        (geojson(), "has no features"),
        (geojson(feature({"type": "Poligon", "coordinates": []})), "cannot be read"),
        (geojson(feature({"type": "Polygon"})), "cannot be read"),
        (
            geojson(feature({"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]})),
            "cannot be read",
        ),
        (geojson(feature(SQUARE) | {"properties": [1]}), "Feature 1 is not"),
        (geojson(feature("here")), "Feature 1 is not"),
        (geojson(feature({"type": ["Polygon"]})), "Feature 1 has a geometry that"),
        (with_corner("[NaN, 42.01]"), "a coordinate that is not a number"),
        (with_corner(f"[{'9' * 400}, 42.01]"), "cannot be read"),
        (with_corner(f"[{'9' * 5_000}, 42.01]"), "a number in it is too long"),
        (geojson(feature(square(42.0, -71.0))), "are the two swapped?"),
        (geojson(feature(square(34.0, -118.0))), "are the two swapped?"),
        (geojson(feature(SQUARE), crs="EPSG:2249"), "coordinate system “EPSG:2249”"),
        (
            geojson(
                feature(SQUARE),
                crs={"type": "name", "properties": {"name": "EPSG:14326"}},
            ),
            "coordinate system “EPSG:14326”",
        ),
        (geojson(feature(square(774_012, 2_956_721, 500))), "look like metres or feet"),
        (
            geojson(
                feature(SQUARE),
                crs={
                    "type": "name",
                    "properties": {"name": "urn:ogc:def:crs:EPSG::2249"},
                },
            ),
            "coordinate system “urn:ogc:def:crs:EPSG::2249”",
        ),
    ],
)
def test_a_broken_file_is_refused_in_a_sentence(content, sentence) -> None:
    with pytest.raises(MapFileError, match=r"^[A-Z].*[.?]$") as refused:
        read_features(content)

    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    "crs",
    [
        "urn:ogc:def:crs:OGC:1.3:CRS84",
        "urn:ogc:def:crs:EPSG::4326",
        "http://www.opengis.net/def/crs/EPSG/0/4269",
    ],
)
def test_longitude_and_latitude_go_by_several_names(crs) -> None:
    named = {"type": "name", "properties": {"name": crs}}

    assert len(read_features(geojson(feature(SQUARE), crs=named))) == 1
    assert len(read_features(geojson(feature(SQUARE), crs={"properties": crs}))) == 1


def test_a_byte_order_mark_and_heights_are_no_trouble() -> None:
    ring = [[*spot, 12.5] for spot in SQUARE["coordinates"][0]]
    tree = feature({"type": "Polygon", "coordinates": [ring]}, name="Hilltop")

    (found,) = read_features(b"\xef\xbb\xbf" + json.dumps(tree).encode())

    assert found.text("name") == "Hilltop"
    assert found.geometry is not None
    assert found.geometry.equals(shapely.box(-71.0, 42.0, -70.98, 42.02))


def test_self_crossing_rings_are_mended_and_named() -> None:
    features = read_features(geojson(feature(SQUARE), feature(bow_tie(-70.9, 42.0))))

    areas, mended = polygons_of(features)

    assert mended == [2]
    assert areas[2].is_valid
    assert areas[2].area == pytest.approx(0.0002)


def test_everything_without_an_area_is_named_at_once() -> None:
    flat = {
        "type": "Polygon",
        "coordinates": [[[0, 0], [1, 1], [0, 0], [0, 0]]],
    }
    features = read_features(
        geojson(
            feature(SQUARE),
            feature(None),
            feature(line((0, 0), (1, 1))),
            feature(flat),
            feature({"type": "Polygon", "coordinates": []}),
        )
    )

    with pytest.raises(MapFileError) as refused:
        polygons_of(features)
    assert str(refused.value).splitlines() == [
        "Feature 2 has no geometry.",
        "Feature 3 is a LineString. A neighborhood needs a Polygon or MultiPolygon.",
        "Feature 4 encloses no area.",
        "Feature 5 has no geometry.",
    ]


def test_a_long_list_of_faults_is_cut() -> None:
    features = read_features(geojson(*[feature(None)] * 14))

    with pytest.raises(MapFileError) as refused:
        polygons_of(features)
    assert str(refused.value).splitlines()[9:] == [
        "Feature 10 has no geometry.",
        "… and 4 more.",
    ]


def test_areas_are_measured_on_the_ground() -> None:
    """A degree square at the equator, and one at 60° north with half of it."""
    assert square_km(shapely.box(0, -0.5, 1, 0.5)) == pytest.approx(12_364, rel=1e-3)
    assert square_km(shapely.box(0, 59.5, 1, 60.5)) == pytest.approx(6_182, rel=1e-3)


def test_a_point_is_read_as_it_is() -> None:
    (found,) = read_features(geojson(feature(point(-71, 42), name=None)))

    assert found.geometry == shapely.Point(-71, 42)
    assert found.text("name") == ""
