"""SCIENCE 2: how sure the ranking is, with our own Gamma sampler."""

from __future__ import annotations

from random import Random
from statistics import fmean, pvariance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.priorities.draws import (
    Drawable,
    Draws,
    Uniform,
    draw_lines,
    gamma,
    quantile,
    standard_normal,
)
from tests.engagement.priorities.riverside import lines

TOLERANCE = 0.02


def seeded(seed: int) -> Uniform:
    return Random(seed).random  # noqa: S311 - a simulation that must repeat


def riverside(draws: int, seed: int = 1) -> Draws:
    drawable = [
        Drawable(code, line.severity * line.backlog, line.weight, 1.6)
        for code, line in lines().items()
    ]
    return draw_lines(drawable, seed=seed, draws=draws)


@pytest.fixture(scope="module")
def twenty_thousand() -> Draws:
    return riverside(20_000)


def test_chance_of_first_and_of_the_top_three_in_riverside(twenty_thousand) -> None:
    chances = twenty_thousand.chances()

    first = {"speeding": 0.45, "drug_dealing": 0.41, "street_lighting": 0.14}
    assert {code: chances[code].p_first for code in first} == pytest.approx(
        first, abs=TOLERANCE
    )
    assert chances["noise"].p_first == pytest.approx(0.01, abs=TOLERANCE)
    assert {code: c.p_top3 for code, c in chances.items()} == pytest.approx(
        {
            "speeding": 0.96,
            "drug_dealing": 0.89,
            "street_lighting": 0.86,
            "noise": 0.29,
        },
        abs=TOLERANCE,
    )


def test_rank_ranges_of_riverside(twenty_thousand) -> None:
    ranges = {
        code: (c.rank_low, c.rank_high) for code, c in twenty_thousand.chances().items()
    }

    assert ranges == {
        "speeding": (1, 3),
        "drug_dealing": (1, 4),
        "street_lighting": (1, 4),
        "noise": (2, 4),
    }


def test_speeding_and_drug_dealing_are_about_equal(twenty_thousand) -> None:
    assert twenty_thousand.above("speeding", "drug_dealing") == pytest.approx(
        0.54, abs=TOLERANCE
    )


def test_the_same_seed_gives_the_same_draws_in_any_order_of_lines() -> None:
    drawable = [
        Drawable(code, 1.0, weight, 1.3)
        for code, weight in (("a", 2.0), ("b", 0.0), ("c", 9.0))
    ]

    once = draw_lines(drawable, seed=7, draws=50)

    assert draw_lines(drawable[::-1], seed=7, draws=50) == once
    assert draw_lines(drawable, seed=8, draws=50) != once


def test_a_few_draws_are_what_they_always_were() -> None:
    uniform = seeded(46)

    drawn = [round(gamma(uniform, shape), 12) for shape in (0.5, 1.0, 4.236)]

    assert drawn == [0.048197578148, 0.032105460737, 3.0265599595]


def test_lines_ranked_among_themselves_leave_no_gap(twenty_thousand) -> None:
    chances = twenty_thousand.chances(["noise", "street_lighting"])

    assert sum(c.p_first for c in chances.values()) == pytest.approx(1.0)
    assert {c.rank_high for c in chances.values()} == {2}


@pytest.mark.parametrize("shape", [0.05, 0.5, 0.9, 1.0, 2.5, 20.0, 400.0])
def test_gamma_has_the_mean_and_the_variance_of_theory(shape) -> None:
    uniform = seeded(20261116)
    drawn = [gamma(uniform, shape) for _ in range(40_000)]

    error_of_mean = (shape / len(drawn)) ** 0.5
    assert fmean(drawn) == pytest.approx(shape, abs=4 * error_of_mean)
    assert pvariance(drawn) == pytest.approx(
        shape, abs=4 * shape * ((2 + 6 / shape) / len(drawn)) ** 0.5
    )
    assert min(drawn) >= 0


def test_gamma_of_one_is_exponential_and_of_a_half_is_a_squared_normal() -> None:
    uniform = seeded(5)
    ones = [gamma(uniform, 1.0) for _ in range(40_000)]
    halves = [2 * gamma(uniform, 0.5) for _ in range(40_000)]

    assert fmean(x > 1.0 for x in ones) == pytest.approx(0.367879, abs=0.01)
    assert fmean(x > 3.841459 for x in halves) == pytest.approx(0.05, abs=0.005)


def test_a_gamma_without_a_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="A Gamma needs a shape above zero"):
        gamma(seeded(1), 0.0)


def test_normal_has_mean_zero_and_variance_one() -> None:
    uniform = seeded(3)
    drawn = [standard_normal(uniform) for _ in range(40_000)]

    assert fmean(drawn) == pytest.approx(0.0, abs=0.02)
    assert pvariance(drawn) == pytest.approx(1.0, abs=0.03)


def test_a_quantile_is_one_of_the_values() -> None:
    assert [quantile([1, 2, 3, 4], q) for q in (0.0, 0.05, 0.5, 0.95, 1.0)] == [
        1,
        1,
        3,
        4,
        4,
    ]


@given(
    st.dictionaries(
        st.sampled_from("abcdef"), st.floats(min_value=0, max_value=50), min_size=1
    ),
    st.integers(min_value=0, max_value=2**64 - 1),
)
def test_ranges_lie_inside_the_list_and_firsts_add_up_to_one(weights, seed) -> None:
    drawable = [Drawable(code, 1.0, weight, 1.5) for code, weight in weights.items()]

    chances = draw_lines(drawable, seed=seed, draws=40).chances()

    assert sum(c.p_first for c in chances.values()) == pytest.approx(1.0)
    assert all(1 <= c.rank_low <= c.rank_high <= len(weights) for c in chances.values())
    assert all(c.p_first <= c.p_top3 <= 1.0 for c in chances.values())
