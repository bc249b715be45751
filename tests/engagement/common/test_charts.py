import re

import pytest

from engagement.common.charts import (
    Series,
    meter,
    number,
    sparkline,
    stacked_columns,
    tick_step,
)


def test_a_sparkline_without_numbers_is_a_dash() -> None:
    assert sparkline([], "Nothing yet") == '<span class="ui-muted">–</span>'


def test_a_sparkline_rises_to_its_highest_value() -> None:
    line = re.search(r'ui-spark__line" points="([^"]+)"', sparkline([0, 4, 2], "x"))

    assert line is not None
    assert line[1] == "4.0,39.0 84.0,7.0 164.0,23.0"


@pytest.mark.parametrize("values", [[0, 0, 0], [3], [-1, 2]])
def test_a_sparkline_of_odd_numbers_stays_on_its_paper(values: list[float]) -> None:
    heights = re.findall(r",(-?\d+\.\d)", sparkline(values, "x"))

    assert [h for h in heights if not 0 <= float(h) <= 44] == []


@pytest.mark.parametrize(
    ("share", "width"),
    [(0, "0.0"), (0.5, "48.0"), (1, "96.0"), (7, "96.0"), (-1, "0.0")],
)
def test_a_meter_is_as_full_as_its_share(share: float, width: str) -> None:
    assert f'ui-meter__fill" width="{width}"' in meter(share, "x")


@pytest.mark.parametrize(
    ("peak", "step"), [(1, 1), (5, 1), (6, 2), (11, 5), (26, 10), (51, 20), (260, 100)]
)
def test_an_axis_has_at_most_five_round_steps(peak: float, step: int) -> None:
    assert tick_step(peak) == step


def test_columns_stack_to_their_total() -> None:
    drawing = stacked_columns(
        ["1", "2"], [Series("a", [1, 2]), Series("b", [3, 2])], title="T", reading="R"
    )

    tall = [float(h) for h in re.findall(r'height="(\d+\.\d)"', drawing)]
    assert tall == [47.5, 96.5, 145.5, 96.5]
    assert 'aria-label="T. R"' in drawing
    assert drawing.count(">4</text>") == 2


def test_columns_without_weeks_draw_an_empty_frame() -> None:
    drawing = stacked_columns([], [], title="T", reading="R")

    assert "<rect" not in drawing
    assert "ui-chart__base" in drawing


@pytest.mark.parametrize(("value", "words"), [(3.0, "3"), (3.25, "3.2"), (0, "0")])
def test_a_number_reads_plainly(value: float, words: str) -> None:
    assert number(value) == words
