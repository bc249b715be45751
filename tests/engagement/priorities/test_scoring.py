"""SCIENCE 1: every worked number to the digits given."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from engagement.priorities.scoring import (
    FIXED_POINT,
    IssueInput,
    Tally,
    Weights,
    capped,
    dispersion,
    fade,
    kish,
    ranking,
    score_issue,
    score_line,
    shares,
    support,
)
from tests.engagement.priorities.riverside import ISSUES, lines


def rounded(values: Iterable[float], digits: int = 4) -> list[float]:
    return [round(value, digits) for value in values]


def test_points_of_riverside() -> None:
    points = {code: round(line.points, 4) for code, line in lines().items()}

    assert points == {
        "speeding": 19.3251,
        "drug_dealing": 16.2889,
        "street_lighting": 11.8384,
        "noise": 5.3801,
    }


def test_effective_voices_of_riverside() -> None:
    voices = {code: rounded(i.v for i in issues) for code, issues in ISSUES.items()}

    assert voices == {
        "speeding": [7.7916, 1.1906, 0.1250],
        "drug_dealing": [4.1457],
        "street_lighting": [9.4342, 0.7650],
        "noise": [14.6574, 0.6300, 0.5743],
    }


def test_weights_of_concern_of_riverside() -> None:
    weights = {code: rounded(i.x for i in issues) for code, issues in ISSUES.items()}

    assert weights == {
        "speeding": [2.7913, 1.0911, 0.3536],
        "drug_dealing": [2.0361],
        "street_lighting": [3.0715, 0.8746],
        "noise": [3.8285, 0.7937, 0.7579],
    }


def test_weight_and_backlog_of_each_line_of_riverside() -> None:
    summed = {
        code: (line.severity, round(line.weight, 4), round(line.backlog, 4))
        for code, line in lines().items()
    }

    assert summed == {
        "speeding": (4, 4.2360, 1.1405),
        "drug_dealing": (8, 2.0361, 1.0),
        "street_lighting": (2, 3.9461, 1.5),
        "noise": (1, 5.3801, 1.0),
    }


def test_shares_of_riverside() -> None:
    parts = shares({code: line.points for code, line in lines().items()})

    assert {code: round(100 * part, 1) for code, part in parts.items()} == {
        "speeding": 36.6,
        "drug_dealing": 30.8,
        "street_lighting": 22.4,
        "noise": 10.2,
    }


def test_without_harm_street_lighting_would_be_first() -> None:
    without = {code: line.points_without_harm for code, line in lines().items()}

    assert {code: round(value, 2) for code, value in without.items()} == {
        "speeding": 4.83,
        "drug_dealing": 2.04,
        "street_lighting": 5.92,
        "noise": 5.38,
    }
    assert ranking(without)[0] == "street_lighting"


def test_without_the_backlog_speeding_and_drug_dealing_nearly_tie() -> None:
    without = {code: line.points_without_backlog for code, line in lines().items()}

    assert {code: round(value, 2) for code, value in without.items()} == {
        "speeding": 16.94,
        "drug_dealing": 16.29,
        "street_lighting": 7.89,
        "noise": 5.38,
    }


def test_dispersion_of_each_line_of_riverside() -> None:
    phi = {
        code: round(dispersion([i.x for i in issues]), 4)
        for code, issues in ISSUES.items()
    }

    assert phi == {
        "speeding": 2.1499,
        "drug_dealing": 2.0361,
        "street_lighting": 2.5846,
        "noise": 2.9482,
    }
    assert dispersion([]) == 1.0


@pytest.mark.parametrize(
    ("verified", "unverified", "expected"),
    [(0, 1, 1), (0, 50, 2), (3, 50, 8), (10, 4, 14)],
)
def test_capped_counts_two_more_than_the_verified(
    verified, unverified, expected
) -> None:
    assert capped(verified, unverified) == expected


def test_kish_of_a_group_on_one_network_or_with_one_text() -> None:
    assert rounded(kish(n, 0.5) for n in (1, 2, 5, 50)) == [1.0, 1.3333, 1.6667, 1.9608]
    assert rounded(kish(n, 0.9) for n in (1, 2, 5, 50)) == [1.0, 1.0526, 1.0870, 1.1086]
    assert kish(0, 0.5) == 0.0


def test_support_starts_at_half_a_report_and_flattens() -> None:
    counted = {people: round(support(people), 4) for people in (0, 1, 4, 20, 100, 1000)}

    assert counted == {
        0: 0.0,
        1: 0.4463,
        4: 1.3863,
        20: 3.5835,
        100: 6.5162,
        1000: 11.0509,
    }


def test_weight_of_one_voice_halves_in_30_days_and_stops_at_a_quarter_while_open() -> (
    None
):
    def weight(age: float, *, is_open: bool) -> float:
        given = IssueInput(ver=Tally.of_ages([age]), is_open=is_open)
        return round(score_issue(given).x, 4)

    assert [weight(age, is_open=True) for age in (0, 15, 30, 60, 90)] == [
        1.0,
        0.7071,
        0.5,
        0.25,
        0.25,
    ]
    assert [weight(age, is_open=False) for age in (30, 90)] == [0.5, 0.125]


def test_square_root_of_four_people_is_two_and_of_a_hundred_ten() -> None:
    fresh = [score_issue(IssueInput(ver=Tally(n=n, f=n))).x for n in (4.0, 9.0, 100.0)]

    assert fresh == [2.0, 3.0, 10.0]


def test_fade_is_a_whole_number_of_the_fixed_point() -> None:
    assert [fade(hours) for hours in (0, 360, 720, -5)] == [
        FIXED_POINT,
        FIXED_POINT // 2,
        FIXED_POINT // 4,
        FIXED_POINT,
    ]


def test_fifty_unverified_me_toos_count_as_two_more_than_the_verified_reporters() -> (
    None
):
    crowd = IssueInput(ver=Tally(n=3, f=3), sup_unv=Tally(n=50, f=50))
    few = IssueInput(ver=Tally(n=3, f=3), sup_ver=Tally(n=5, f=5))

    assert score_issue(crowd).v == score_issue(few).v == 3 + support(5)
    assert score_issue(crowd).x_uncapped == pytest.approx((3 + support(50)) ** 0.5)


def test_issues_that_nobody_verified_count_up_to_two_more_than_the_others() -> None:
    verified = score_issue(IssueInput(ver=Tally(n=9, f=9)))
    unverified = score_issue(IssueInput(unv=Tally(n=1, f=1)))

    line = score_line([verified, *[unverified] * 50], harm_level=1)
    alone = score_line([unverified] * 50, harm_level=1)

    assert line.weight == 3 + min(50, 2 + 3)
    assert alone.weight == 2.0
    assert line.weight_uncapped == 53.0


def test_a_verified_me_too_verifies_an_issue() -> None:
    given = IssueInput(unv=Tally(n=1, f=1), sup_ver=Tally(n=1, f=1))

    assert score_issue(given).has_verified


def test_adjustment_multiplies_points_and_nothing_else() -> None:
    line = score_line(ISSUES["noise"], harm_level=1, adjustment=1.5)

    assert round(line.points, 4) == round(5.38007 * 1.5, 4)
    assert round(line.points_unadjusted, 4) == 5.3801


def test_a_line_with_nothing_open_has_no_backlog() -> None:
    assert score_line([], harm_level=5).backlog == 1.0
    assert shares({"noise": 0.0}) == {"noise": 0.0}


def test_weights_are_read_from_a_stored_version() -> None:
    stored = Weights(half_life_days=30.0, severity=(1, 1, 1, 1, 1))

    assert Weights.of(stored.as_values()) == stored
    assert Weights.of({"a number of tomorrow": 1}) == Weights()
