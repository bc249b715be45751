"""The picture of a scale never says a number that is not shown."""

from __future__ import annotations

from engagement.common.charts import Series, stacked_columns


def test_a_column_that_is_not_shown_bears_no_nought() -> None:
    series = [Series("Answers", [20.0, 15.0, 0.0])]
    drawn = stacked_columns(
        ["1", "2", "3"], series, title="Safe", reading="", are_weeks=False
    )
    weeks = stacked_columns(["1", "2", "3"], series, title="Safe", reading="")

    assert "ui-chart__strong" not in drawn
    assert "ui-chart__strong" in weeks
