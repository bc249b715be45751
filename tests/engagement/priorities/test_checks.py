"""SCIENCE 1.6: “check this”, sign by sign; points are not among what it gives."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.priorities.checks import check, upper_limit
from engagement.priorities.inputs import IssueRow, Submissions
from engagement.priorities.scoring import IssueInput, Tally, Weights, score_issue

QUIET = [1] * 12
WEIGHTS = Weights()


def row(
    people: float = 1, *, new: float = 0.0, is_burst: bool = False, voices: int = 1
) -> IssueRow:
    return IssueRow(
        id=1,
        kind="noise",
        given=IssueInput(ver=Tally(n=people, f=people)),
        reporters=voices,
        supporters=0,
        voices=voices,
        is_public=True,
        is_answered=False,
        first_on=date(2026, 11, 10),
        street="",
        new_account_f=new,
        is_burst=is_burst,
    )


def flags(
    rows: list[IssueRow],
    weekly: list[int] | None = None,
    submitted: Submissions | None = None,
) -> dict[str, float]:
    scores = [score_issue(one.given) for one in rows]
    found = check(rows, scores, weekly or QUIET, submitted or Submissions(), WEIGHTS)
    return {one["key"]: round(one["share"], 4) for one in found}


@pytest.mark.parametrize(
    ("new", "found"),
    [(4.9, {}), (5.0, {"new_accounts": 0.5}), (10, {"new_accounts": 1})],
)
def test_half_the_weight_from_young_accounts_is_a_sign(new, found) -> None:
    assert flags([row(10, new=new)]) == found


def test_young_accounts_are_weighed_over_the_whole_line() -> None:
    assert flags([row(3, new=3), row(7)]) == {}
    assert flags([row(6, new=6), row(4)]) == {"new_accounts": 0.6}


@pytest.mark.parametrize(("alone", "found"), [(2, {}), (3, {"burst": 0.6})])
def test_sixty_percent_from_new_problems_of_one_voice_is_a_sign_in_a_rare_week(
    alone, found
) -> None:
    rows = [row(is_burst=True)] * alone + [row(voices=2)] * 2

    assert flags(rows, [*QUIET[:-1], 30]) == found


def test_a_usual_week_or_problems_of_more_voices_are_no_burst() -> None:
    rows = [row(is_burst=True)] * 9

    assert flags(rows, [*QUIET[:-1], upper_limit(QUIET[:-1], 0.99)]) == {}
    assert flags([row(2, is_burst=True, voices=2)] * 9, [*QUIET[:-1], 30]) == {}


@pytest.mark.parametrize(
    ("top", "total", "found"),
    [
        (5, 20, {}),
        (6, 20, {"one_person": 0.3}),
        (1, 1, {}),
        (2, 7, {"one_person": 0.2857}),
    ],
)
def test_more_than_a_quarter_from_one_sender_is_a_sign(top, total, found) -> None:
    assert flags([row()], submitted=Submissions(total=total, top_person=top)) == found


def test_a_line_of_nothing_has_no_sign() -> None:
    assert flags([row(0)]) == {}


@pytest.mark.parametrize(
    ("history", "limit"),
    [([0] * 11, 1), ([1] * 11, 4), ([5] * 11, 11), ([20] * 11, 32)],
)
def test_upper_limits_are_the_99_percent_quantiles_of_the_negative_binomial(
    history, limit
) -> None:
    assert upper_limit(history, 0.99) == limit


@given(st.lists(st.integers(0, 30), min_size=1, max_size=11), st.integers(0, 30))
def test_a_busier_past_never_lowers_the_limit(history, more) -> None:
    assert upper_limit([*history[:-1], history[-1] + more], 0.99) >= upper_limit(
        history, 0.99
    )
