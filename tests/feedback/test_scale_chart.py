"""The picture of a scale never says a number that is not shown; its words say what it is."""

from __future__ import annotations

from re import findall

from engagement.common.charts import Series, stacked_columns
from feedback.choices import QuestionKind
from feedback.presenting import labels_of, shown
from feedback.shapes import Question
from feedback.templatetags.survey_results import scale_chart


def test_a_column_that_is_not_shown_bears_no_nought() -> None:
    series = [Series("Answers", [20.0, 15.0, 0.0])]
    drawn = stacked_columns(
        ["1", "2", "3"], series, title="Safe", reading="", are_weeks=False
    )
    weeks = stacked_columns(["1", "2", "3"], series, title="Safe", reading="")

    assert "ui-chart__strong" not in drawn
    assert "ui-chart__strong" in weeks


def test_the_ends_of_a_scale_say_what_they_mean() -> None:
    words = {"en": {"low": "Not at all", "high": "Wholly"}}
    trust = Question("trust", QuestionKind.SCALE, words, lowest=1, highest=3)

    labels = labels_of(trust, {"answers": ["1", "2", "3"]}, {}, "en")

    assert labels == ["1: Not at all", "2", "3: Wholly"]


def test_long_words_of_a_scale_stand_in_no_axis() -> None:
    """Three of them would lie over each other on a phone."""
    words = {"en": {"low": "Strongly disagree", "high": "Strongly agree"}}
    trust = Question("trust", QuestionKind.SCALE, words, lowest=1, highest=3)
    part = {"answers": ["1", "2", "3"], "counts": [20, 15, 10], "n": 45, "middle": 0}

    of_trust = shown(trust, {"parts": [part]}, {}, "en").parts[0]
    drawn = scale_chart(of_trust, "Trust")

    assert "Strongly" not in "".join(findall(r"<text[^>]*>[^<]*</text>", drawn))
    assert "1: Strongly disagree: 20" in drawn
    assert of_trust.middle == "Half chose 1 or less"
