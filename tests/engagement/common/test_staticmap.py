import re

import pytest
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, mapping

from engagement.common.staticmap import (
    Hex,
    Layer,
    Mark,
    Name,
    Sheet,
    bounds_around,
    bounds_of,
    draw_map,
    path_of,
)

SQUARE = Polygon([(0, 0), (0.01, 0), (0.01, 0.01), (0, 0.01)])
BOUNDS = (0.0, 0.0, 0.01, 0.01)
OUTLINE = mapping(SQUARE)


def numbers(path: str) -> list[int]:
    return [int(n) for n in re.findall(r"-?\d+", path)]


def test_north_is_up_and_the_whole_neighborhood_is_on_the_paper() -> None:
    sheet = Sheet(BOUNDS, 640, 470)

    south_west, north_east = sheet.point(0, 0), sheet.point(0.01, 0.01)

    assert 0 < south_west[0] < north_east[0] < 640
    assert 470 > south_west[1] > north_east[1] > 0


def test_a_degree_east_is_shorter_than_a_degree_north_away_from_the_equator() -> None:
    west, south, east, north = bounds_around(60, 10, 1000)

    assert (east - west) == pytest.approx(2 * (north - south), rel=1e-6)
    assert Sheet((west, south, east, north), 400, 400).point(60, 10) == pytest.approx(
        (200, 200)
    )


def test_holes_and_parts_are_drawn_and_points_are_not() -> None:
    holed = Polygon(
        [(0, 0), (9, 0), (9, 9), (0, 9)], [[(3, 3), (6, 3), (6, 6), (3, 6)]]
    )

    assert path_of(holed).count("M") == 2
    assert path_of(MultiPolygon([holed, SQUARE])).count("M") == 3
    assert path_of(LineString([(0, 0), (5, 5)])) == "M0 0L5 5"
    assert path_of(Point(1, 1)) == ""
    assert path_of(Polygon()) == ""


def test_what_lies_outside_the_view_is_not_sent() -> None:
    far = mapping(LineString([(50, 50), (51, 51)]))
    near = mapping(LineString([(0.001, 0.001), (0.009, 0.009)]))

    drawing = draw_map(label="x", bounds=BOUNDS, layers=[Layer("street", [far, near])])

    paths = re.findall(r'ui-smap__street" d="([^"]+)"', drawing)
    assert [path.count("M") for path in paths] == [1]
    assert all(-1 <= n <= 641 for n in numbers(paths[0]))


def test_a_broken_shape_is_mended_for_the_picture() -> None:
    bow = mapping(Polygon([(0, 0), (0.01, 0.01), (0.01, 0), (0, 0.01)]))

    drawing = draw_map(label="x", bounds=BOUNDS, layers=[Layer("park", [bow])])

    assert drawing.count('class="ui-smap__park"') == 1


def test_a_major_road_has_an_edge_and_an_empty_layer_nothing() -> None:
    road = mapping(LineString([(0, 0.005), (0.01, 0.005)]))

    drawing = draw_map(
        label="x", bounds=BOUNDS, layers=[Layer("major", [road]), Layer("water", [])]
    )

    assert re.findall(r'<path class="([^"]+)"', drawing) == [
        "ui-smap__majorcase",
        "ui-smap__major",
    ]


def test_hexes_marks_and_names_show_what_the_list_says() -> None:
    ring = [(0.004, 0.004), (0.004, 0.006), (0.006, 0.006), (0.006, 0.004)]

    drawing = draw_map(
        label="Two hot spots",
        bounds=BOUNDS,
        outline=OUTLINE,
        hexes=[Hex(ring, 4, "1"), Hex(ring, 2)],
        marks=[Mark(0.005, 0.005, "7")],
        names=[Name("Mill Road", 0.005, 0.005), Name("Far Road", 5, 5)],
    )

    assert 'aria-label="Two hot spots"' in drawing
    assert drawing.count("ui-hex--") == 2
    assert drawing.count("ui-hexno") == 1
    assert '<g class="ui-smap__mark"><circle cx="320" cy="235"' in drawing
    assert "Mill Road" in drawing
    assert "Far Road" not in drawing


def test_words_on_the_map_are_escaped() -> None:
    bad = "<script>"

    drawing = draw_map(
        label=bad,
        bounds=bounds_of(OUTLINE),
        marks=[Mark(0.005, 0.005, bad)],
        names=[Name(bad, 0.005, 0.005)],
    )

    assert "<script" not in drawing
    assert drawing.count("&lt;script&gt;") == 3
