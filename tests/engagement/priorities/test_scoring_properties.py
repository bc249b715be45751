"""SCIENCE 1.4: what must hold for every issue, whoever speaks and whenever."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from engagement.priorities.scoring import (
    IssueInput,
    Tally,
    ranking,
    score_issue,
    score_line,
)

ages = st.floats(min_value=0, max_value=200)
few = st.lists(ages, max_size=12)
many = st.lists(ages, max_size=40)
HAIR = 1e-9


def weight(ver=(), unv=(), sup=(), *, is_open=True, shift=0.0) -> float:
    def tally(people) -> Tally:
        return Tally.of_ages([age + shift for age in people])

    return score_issue(
        IssueInput(ver=tally(ver), unv=tally(unv), sup_ver=tally(sup), is_open=is_open)
    ).x


@given(few, few, many, st.booleans())
def test_a_new_voice_never_lowers_the_weight(ver, unv, sup, is_open) -> None:
    before = weight(ver, unv, sup, is_open=is_open)

    assert weight([*ver, 0.0], unv, sup, is_open=is_open) >= before - HAIR
    assert weight(ver, [*unv, 0.0], sup, is_open=is_open) >= before - HAIR
    assert weight(ver, unv, [*sup, 0.0], is_open=is_open) >= before - HAIR


@given(few, few, many, st.booleans(), st.floats(min_value=0, max_value=400))
def test_ageing_never_raises_the_weight(ver, unv, sup, is_open, days) -> None:
    now = weight(ver, unv, sup, is_open=is_open)

    assert weight(ver, unv, sup, is_open=is_open, shift=days) <= now + HAIR


@given(few, few, many)
def test_an_open_issue_weighs_at_least_as_much_as_a_closed_one(ver, unv, sup) -> None:
    still_open, closed = (
        weight(ver, unv, sup, is_open=state) for state in (True, False)
    )

    assert still_open >= closed


@given(few, few, many, st.randoms())
def test_the_order_of_voices_changes_nothing(ver, unv, sup, random) -> None:
    shuffle = random.sample

    assert weight(ver, unv, sup) == weight(
        shuffle(ver, len(ver)), shuffle(unv, len(unv)), shuffle(sup, len(sup))
    )


@given(few, many, few, many, st.booleans())
def test_merging_verified_issues_never_raises_the_sum(
    ver, sup, other_ver, other_sup, is_open
) -> None:
    apart = weight(ver, (), sup, is_open=is_open) + weight(
        other_ver, (), other_sup, is_open=is_open
    )

    together = weight([*ver, *other_ver], (), [*sup, *other_sup], is_open=is_open)

    assert together <= apart + HAIR


@given(
    st.lists(st.tuples(few, few, st.booleans(), st.booleans()), max_size=8),
    st.randoms(),
)
def test_the_order_of_issues_changes_nothing_in_a_line(issues, random) -> None:
    scored = [
        score_issue(
            IssueInput(
                ver=Tally.of_ages(ver),
                unv=Tally.of_ages(unv),
                is_open=is_open,
                is_late=is_late,
            )
        )
        for ver, unv, is_open, is_late in issues
    ]
    mixed = list(scored)
    random.shuffle(mixed)

    assert score_line(mixed, harm_level=3) == score_line(scored, harm_level=3)


@given(few, st.lists(ages, max_size=60))
def test_unverified_voices_at_most_add_two_and_double_the_verified(ver, unv) -> None:
    alone = weight(ver) ** 2

    assert weight(ver, unv) ** 2 <= 2 * alone + 2 + HAIR


@given(st.dictionaries(st.text(min_size=1), st.floats(min_value=0, max_value=1e6)))
def test_a_ranking_holds_every_line_once_and_never_rises(points) -> None:
    ranked = ranking(points)

    assert sorted(ranked) == sorted(points)
    assert all(points[a] >= points[b] for a, b in pairwise(ranked))
