from __future__ import annotations

import pytest

from engagement.priorities.bands import Rule, bands, equals_of, may_be_ranked, rule_for
from engagement.priorities.draws import Drawable, draw_lines
from engagement.priorities.scoring import ranking
from tests.engagement.priorities.riverside import lines


@pytest.mark.parametrize(
    ("voices", "rule"),
    [
        (0, Rule.THIN),
        (14, Rule.THIN),
        (15, Rule.EARLY),
        (29, Rule.EARLY),
        (30, Rule.RANKED),
        (60, Rule.RANKED),
    ],
)
def test_rule_follows_the_distinct_voices_of_120_days(voices, rule) -> None:
    assert rule_for(voices, lines=3) == rule


def test_a_neighborhood_without_lines_is_empty_whatever_its_voices() -> None:
    assert rule_for(100, lines=0) == Rule.EMPTY


def test_a_band_breaks_where_the_upper_is_above_in_four_of_five_draws() -> None:
    chance = {("a", "b"): 0.54, ("b", "c"): 0.80, ("c", "d"): 0.7999}

    numbered = bands(["a", "b", "c", "d"], lambda *pair: chance[pair])

    assert numbered == {"a": 1, "b": 1, "c": 2, "d": 2}
    assert equals_of("a", numbered) == ["b"]
    assert equals_of("d", numbered) == ["c"]


def test_the_first_of_a_long_band_is_not_called_equal_with_its_last() -> None:
    numbered = bands(["a", "b", "c", "d"], lambda *_pair: 0.6)

    assert set(numbered.values()) == {1}
    assert [equals_of(code, numbered) for code in numbered] == [
        ["b"],
        ["a", "c"],
        ["b", "d"],
        ["c"],
    ]


def test_speeding_in_riverside_is_about_equal_with_drug_dealing_alone() -> None:
    scored = lines()
    drawn = draw_lines(
        [
            Drawable(code, line.severity * line.backlog, line.weight, 1.6)
            for code, line in scored.items()
        ],
        seed=1,
        draws=20_000,
    )
    order = ranking({code: line.points for code, line in scored.items()})

    numbered = bands(order, drawn.above)

    assert equals_of("speeding", numbered) == ["drug_dealing"]
    assert equals_of("noise", numbered) == []


def test_one_line_or_none_needs_no_draw() -> None:
    assert bands(["a"], lambda *_: 1.0) == {"a": 1}
    assert bands([], lambda *_: 1.0) == {}


def test_a_line_needs_three_people_for_officers_and_five_for_everyone() -> None:
    assert [may_be_ranked(n, public=False) for n in (2, 3)] == [False, True]
    assert [may_be_ranked(n, public=True) for n in (4, 5)] == [False, True]
