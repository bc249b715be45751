"""The ranges of shares and means, held against published tables."""

from __future__ import annotations

import pytest

from engagement.common.shares import t_interval, t_quantile, welch_interval, wilson


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    [
        (1, 12.7062),
        (2, 4.3027),
        (5, 2.5706),
        (9, 2.2622),
        (35, 2.0301),
        (100, 1.9840),
        (6000, 1.9604),
        (10_000_000, 1.9600),
        (7.5, 2.3330),
    ],
)
def test_student_quantiles_are_those_of_the_tables(
    freedom: float, quantile: float
) -> None:
    assert round(t_quantile(freedom), 4) == quantile


def test_the_range_of_a_mean_is_that_of_the_paper() -> None:
    low, high = t_interval(61.2, 18, 36)

    assert (round(low, 1), round(high, 1)) == (55.1, 67.3)


def test_a_mean_of_one_answer_has_no_range() -> None:
    with pytest.raises(ValueError, match="no range"):
        t_interval(61.2, 0, 1)
    with pytest.raises(ValueError, match="no range"):
        welch_interval((61.2, 18, 36), (50, 0, 1))


def test_the_range_of_a_difference_is_welchs() -> None:
    low, high = welch_interval((20.0, 2.0, 10), (23.0, 4.0, 15))

    # se² = .4 + 1.066667; df = 1.466667² / (.4²/9 + 1.066667²/14) = 21.7803; t = 2.0751
    assert (round(low, 3), round(high, 3)) == (0.487, 5.513)


def test_means_that_nobody_differs_in_have_a_range_of_one_point() -> None:
    assert welch_interval((50, 0, 12), (75, 0, 12)) == (25, 25)


def test_the_range_of_a_share_is_that_of_the_paper() -> None:
    low, high = wilson(31, 50)

    assert (round(low, 3), round(high, 3)) == (0.482, 0.741)
