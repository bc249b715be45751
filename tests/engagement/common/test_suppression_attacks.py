"""The attacks of SECURITY finding 2, run against what we print.

The attacker solves linear programs (HiGHS) and knows the rule, every printed number and
that counts are not negative; it shares no code with the module.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from engagement.common.suppression import (
    FEWEST_ANSWERS,
    Release,
    Table,
    answers_shown,
    overlapping_windows,
    protect_parts,
    protect_table,
    public_count,
    release_again,
)

Rows = Sequence[Sequence[int]]
Bounds = tuple[float, float | None]
HEIGHT, WIDTH = 6, 7
COUNTS = st.sampled_from(
    [0, 1, 4, 9, 10, 11, 12, 13, 40]
)  # around the edges of the rule


def dice(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - invented numbers, the same each time


def invented_table(random: Random) -> list[list[int]]:
    """Counts as towns have them: most cells small, some large."""
    return [
        [min(random.getrandbits(6), random.getrandbits(5)) for _ in range(WIDTH)]
        for _ in range(HEIGHT)
    ]


def guesses(cells: list[Bounds], sums: list[tuple[list[int], Bounds]]) -> list[Bounds]:
    """Give the least and most each cell can be; a sum names its cells and its bounds."""
    above, most = [], []
    for inside, (lowest, highest) in sums:
        row = np.zeros(len(cells))
        row[inside] = 1
        above.append(-row)
        most.append(-lowest)
        if highest is not None:
            above.append(row)
            most.append(highest)
    found: list[Bounds] = []
    for cell in range(len(cells)):
        aim = np.zeros(len(cells))
        aim[cell] = 1
        least = linprog(aim, A_ub=above or None, b_ub=most or None, bounds=cells)
        top = linprog(-aim, A_ub=above or None, b_ub=most or None, bounds=cells)
        found.append((least.fun, -top.fun if top.status == 0 else None))
    return found


def sums_of(height: int, width: int) -> list[list[int]]:
    """Name the cells in each row, in each column, and in the whole table."""
    rows = [[row * width + at for at in range(width)] for row in range(height)]
    columns = [[row * width + at for row in range(height)] for at in range(width)]
    return [*rows, *columns, list(range(height * width))]


def known(shown: int | None) -> Bounds:
    return (0, None) if shown is None else (max(10, shown - 2), shown + 2)


def guesses_at(table: Table) -> list[Bounds]:
    cells = [known(cell) for row in table.cells for cell in row]
    totals = [*table.row_totals, *table.column_totals, table.total]
    inside = sums_of(len(table.cells), len(table.cells[0]))
    return guesses(cells, list(zip(inside, map(known, totals), strict=True)))


def guesses_at_naive(counts: Rows) -> list[Bounds]:
    """What hiding cells under five leaves when the sums are printed as they are."""
    cells: list[Bounds] = [
        (0, 4) if public_count(count) is None else (count, count)
        for row in counts
        for count in row
    ]
    flat = [count for row in counts for count in row]
    inside = sums_of(len(counts), len(counts[0]))
    sums = [(cells_in, sum(flat[at] for at in cells_in)) for cells_in in inside]
    return guesses(cells, [(at, (total, total)) for at, total in sums])


def spread(guess: Bounds) -> float:
    least, most = guess
    return float("inf") if most is None else most - least


def small_ones(counts: Rows) -> list[int]:
    flat = [count for row in counts for count in row]
    return [at for at, count in enumerate(flat) if count < FEWEST_ANSWERS]


def test_hiding_small_cells_alone_gives_most_of_them_away() -> None:
    """The control: without the rule the same attacker has most cells exactly."""
    random, exactly, hidden = dice(3), 0, 0
    for _ in range(3):
        counts = invented_table(random)
        flat = [count for row in counts for count in row]
        found = guesses_at_naive(counts)
        tiny = [at for at, count in enumerate(flat) if count < 5]
        hidden += len(tiny)
        exactly += sum(spread(found[at]) < 0.5 for at in tiny)

    assert exactly / hidden > 0.5


def test_no_small_cell_of_a_printed_table_can_be_narrowed() -> None:
    random = dice(7)
    for _ in range(4):
        counts = invented_table(random)

        found = guesses_at(protect_table(counts))

        assert small_ones(counts)
        assert [at for at in small_ones(counts) if spread(found[at]) < 4.999] == []


@settings(max_examples=80, deadline=None)
@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(
            st.lists(COUNTS, min_size=width, max_size=width),
            min_size=1,
            max_size=4,
        )
    )
)
def test_whatever_the_table_the_attacker_is_left_with_a_wide_guess(
    counts: list[list[int]],
) -> None:
    table = protect_table(counts)
    found = guesses_at(table)

    assert [at for at in small_ones(counts) if spread(found[at]) < 4.999] == []
    for row, shown in zip(counts, table.cells, strict=True):
        for count, cell in zip(row, shown, strict=True):
            assert cell in (None, answers_shown(count))


@pytest.mark.parametrize(
    ("counts", "cells", "rows", "columns", "total"),
    [
        # nothing is small: all is printed, in fives
        ([[12, 30], [41, 18]], ((10, 30), (40, 20)), (40, 60), (55, 50), 100),
        # the zero would be what is left of its row: the ten goes too, then the forty
        ([[10, 0], [30, 40]], ((None, None), (30, None)), (10, 70), (40, 40), 80),
        # each zero takes the smallest beside it along, and no sum has to go
        (
            [[0, 12, 11], [10, 10, 13], [12, 0, 10], [10, 11, 12]],
            ((None, 10, 10), (None, None, 15), (10, None, None), (10, 10, 10)),
            (25, 35, 20, 35),
            (30, 35, 45),
            110,
        ),
        # three cells have to go with a one whose row and column say much about it
        (
            [[1, 12, 30], [40, 50, 60]],
            ((None, None, None), (None, 50, 60)),
            (45, 150),
            (40, 60, 90),
            195,
        ),
        # in a single row the sums of what is hidden go, and the sum of all can stay
        ([[0, 12, 30]], ((None, None, None),), (None,), (None, None, 30), 40),
        # a town where hardly anybody answered prints nothing
        (
            [[1, 2], [3, 0]],
            ((None, None), (None, None)),
            (None, None),
            (None, None),
            None,
        ),
    ],
)
def test_a_table_hides_as_little_as_it_must(
    counts: Rows,
    cells: tuple[tuple[int | None, ...], ...],
    rows: tuple[int | None, ...],
    columns: tuple[int | None, ...],
    total: int | None,
) -> None:
    assert protect_table(counts) == Table(cells, rows, columns, total)


@pytest.mark.parametrize(
    ("counts", "parts", "total"),
    [
        ([12, 20], [10, 20], 30),
        ([3, 20, 50], [None, 20, 50], 75),  # the rounding hides the three well enough
        ([3, 10], [None, 10], 15),  # 13 to 17 less 10 to 12: anything from 1 to 7
        ([0, 10], [None, None], 10),  # 10 to 12 less 10 to 12 would be at most 2
        ([3, 4], [None, None], None),
        ([], [], None),
    ],
)
def test_parts_beside_their_sum(
    counts: list[int], parts: list[int | None], total: int | None
) -> None:
    assert protect_parts(counts) == (parts, total)


def test_a_table_of_nobody_says_nothing() -> None:
    assert protect_table([]) == Table((), (), (), None)
    assert protect_table([[]]) == Table(((),), (None,), (), None)


@pytest.mark.parametrize("counts", [[[1, 2], [3]], [[1, -1]]])
def test_what_is_no_table_of_people_is_refused(counts: Rows) -> None:
    with pytest.raises(ValueError, match="count"):
        protect_table(counts)


def test_counts_of_four_weeks_released_daily_would_tell_the_newest_day() -> None:
    """The attack itself, and that such windows are named instead of released."""
    random, first = dice(11), date(2026, 3, 1)
    daily = [random.choice([0, 0, 0, 1, 1, 2]) for _ in range(60)]
    rolling = [sum(daily[day : day + 28]) for day in range(33)]
    known_days = daily[:28]
    for day in range(28, 60):  # yesterday's sum, less the oldest day, from today's
        known_days.append(rolling[day - 27] - rolling[day - 28] + known_days[day - 28])
    assert known_days == daily

    windows = [
        (first + timedelta(days=day), first + timedelta(days=day + 28))
        for day in range(3)
    ]
    one, two, three = windows
    assert overlapping_windows(windows) == [(one, two), (one, three), (two, three)]


def test_weeks_that_follow_one_another_may_be_released() -> None:
    monday = date(2026, 11, 2)
    weeks = [
        (monday + timedelta(weeks=week), monday + timedelta(weeks=week + 1))
        for week in range(4)
    ]

    assert overlapping_windows([*weeks, weeks[0]]) == []


@given(st.lists(st.integers(-6, 6), max_size=60))
def test_a_figure_released_again_never_tells_of_a_few_people(steps: list[int]) -> None:
    count, releases = 20, [release_again(20, None)]
    for step in steps:
        count = max(0, count + step)
        releases.append(release_again(count, releases[-1]))

    for before, after in pairwise(releases):
        assert before == after or abs(after.count - before.count) >= FEWEST_ANSWERS
        assert after.shown == answers_shown(after.count)


def test_the_last_release_stands_until_ten_people_more_or_fewer() -> None:
    last = release_again(12, None)

    assert last == Release(count=12, shown=10)
    assert release_again(21, last) == last  # rounding alone would say 20
    assert release_again(22, last) == Release(count=22, shown=20)
    assert release_again(23, last) == Release(count=23, shown=25)
    assert release_again(400, last) == Release(count=400, shown=400)
    assert release_again(3, last) == last
    assert release_again(2, last) == Release(count=2, shown=None)
