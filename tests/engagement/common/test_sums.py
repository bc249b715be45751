"""Sums beside rows that were printed before, and how sure a share is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.common.shares import wilson
from engagement.common.suppression import (
    Table,
    answers_shown,
    protect_parts,
    protect_sums,
)
from tests.engagement.common.test_suppression_attacks import (
    guesses_at,
    small_ones,
    spread,
)

ROWS = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(
            st.sampled_from([0, 1, 4, 9, 10, 11, 12, 13, 40]),
            min_size=width,
            max_size=width,
        ),
        min_size=1,
        max_size=4,
    )
)


def as_printed(
    counts: list[list[int]], sums: list[int | None], total: int | None
) -> Table:
    rows = [protect_parts(row) for row in counts]
    return Table(
        cells=tuple(tuple(parts) for parts, _whole in rows),
        row_totals=tuple(whole for _parts, whole in rows),
        column_totals=tuple(sums),
        total=total,
    )


def narrow(counts: list[list[int]], table: Table) -> list[int]:
    """Name the small numbers an attacker who has every page can narrow."""
    found = guesses_at(table)
    return [at for at in small_ones(counts) if spread(found[at]) < 4.999]


@settings(max_examples=80, deadline=None)
@given(ROWS)
def test_rows_and_their_sums_together_leave_a_wide_guess(
    counts: list[list[int]],
) -> None:
    assert narrow(counts, as_printed(counts, *protect_sums(counts))) == []


def test_control_sums_printed_without_looking_at_the_rows_give_small_numbers_away() -> (
    None
):
    counts = [[22, 22], [0, 40]]
    sums = [answers_shown(22), answers_shown(62)]

    assert narrow(counts, as_printed(counts, sums, answers_shown(84))) != []


def test_sums_that_give_nothing_away_are_printed() -> None:
    assert protect_sums([[40, 30], [38, 22]]) == ([80, 50], 130)
    assert protect_sums([[4, 5], [3, 6], [6, 3]]) == ([15, 15], 25)
    assert protect_sums([]) == ([], None)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(31, 50, 0.482, 0.741), (8, 10, 0.490, 0.943), (0, 12, 0.0, 0.2425), (0, 0, 0, 1)],
)
def test_the_range_of_a_share_is_that_of_wilson(
    part: int, whole: int, low: float, high: float
) -> None:
    assert wilson(part, whole) == pytest.approx((low, high), abs=0.0005)
