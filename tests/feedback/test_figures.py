"""The worked numbers of results, to the digit (SCIENCE 8)."""

from __future__ import annotations

import numpy as np
import pytest

from engagement.common.shares import wilson
from feedback.figures import mean_and_spread, mean_range, middle_place, share_of
from feedback.weighting import UNSAID, effect_of, rake

# women and men of three ages, as they answered; the shares of those who live there
ANSWERED = ((8, 4), (30, 18), (26, 14))
YES = ((3, 1), (18, 10), (21, 11))
AGES, WOMEN = (0.32, 0.48, 0.20), 0.51


def the_hundred() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    people = [
        (age, sex, int(nth < YES[age][sex]))
        for age in range(3)
        for sex in range(2)
        for nth in range(ANSWERED[age][sex])
    ]
    ages, sexes, said = (np.array(column) for column in zip(*people, strict=True))
    return ages, sexes, said


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (31, 50, 48.2, 74.1),
        (8, 10, 49.0, 94.3),
        (0, 12, 0.0, 24.2),
    ],  # 24.249: the paper rounds it twice
)
def test_shares_have_wilsons_range(
    part: int, whole: int, low: float, high: float
) -> None:
    _share, *between = share_of(part, whole)
    assert [round(100 * end, 1) for end in between] == [low, high]


def test_a_mean_has_students_range() -> None:
    low, high = mean_range(36, 61.2, 18)
    assert (round(low, 1), round(high, 1)) == (55.1, 67.3)


def test_raking_gives_the_worked_weights() -> None:
    ages, sexes, said = the_hundred()
    weights = rake([ages, sexes], [AGES, (WOMEN, 1 - WOMEN)])

    found = [
        [round(float(weights[(ages == age) & (sexes == sex)][0]), 4) for sex in (0, 1)]
        for age in range(3)
    ]
    assert found == [[2.1422, 3.7156], [0.7840, 1.3599], [0.3977, 0.6899]]
    effect = effect_of(weights)
    assert (round(effect.answers, 2), round(effect.effect, 4)) == (64.75, 1.5444)
    assert said.mean() == 0.64
    share = float(weights[said == 1].sum() / weights.sum())
    low, high = wilson(share * effect.answers, effect.answers)
    assert [round(100 * one, 1) for one in (share, low, high)] == [53.8, 41.8, 65.4]


def test_who_did_not_say_is_weighted_by_the_rest() -> None:
    ages = np.array([0] * 30 + [1] * 60 + [UNSAID] * 10)
    weights = rake([ages], [(0.5, 0.5)])

    assert [round(float(w), 6) for w in (weights[0], weights[40], weights[95])] == [
        1.5,
        0.75,
        1.0,
    ]
    assert round(float(weights.sum()), 6) == 100


def test_weights_are_held_between_a_quarter_and_four() -> None:
    ages = np.array([0] * 2 + [1] * 198)
    weights = rake([ages], [(0.5, 0.5)])

    assert round(float(weights[0] / weights[-1]), 4) == round(4 / (0.5 / 0.99), 4)
    empty = rake([np.array([0] * 5)], [(0.0, 1.0)])
    assert empty.tolist() == [1.0] * 5


def test_an_effect_beyond_three_is_too_much() -> None:
    weights = np.array([16.0] + [0.25] * 60)
    assert effect_of(weights).is_too_much
    assert not effect_of(np.ones(5)).is_too_much
    assert effect_of(np.ones(0)).answers == 0


def test_means_and_middles() -> None:
    mean, spread = mean_and_spread([1, 2, 1], [1, 2, 3])
    assert (mean, round(spread, 4)) == (2.0, 0.8165)
    assert [middle_place(c) for c in ([3, 1, 1], [1, 1, 3], [2, 2], [0, 0])] == [
        0,
        2,
        0,
        None,
    ]
