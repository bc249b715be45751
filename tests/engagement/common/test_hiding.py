"""How far a hidden number can move, against a solver; and what is hidden next.

The solver (HiGHS) is exact here: what flows through a network in whole people has its
corners at whole people.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np
import pytest
from scipy.optimize import linprog

from engagement.common.suppression import (
    WIDEST_GUESS,
    Table,
    _checked,
    _edges_of,
    _Network,
    protect_table,
)

# around the edges of the rule and of the rounding
COUNTS = (0, 1, 4, 5, 6, 9, 10, 11, 12, 13, 14, 17, 18, 40)


def network_of(counts: Sequence[Sequence[int]]) -> _Network:
    rows = _checked(counts)
    return _Network(_edges_of(rows, len(rows[0])), len(rows) * len(rows[0]))


def invented(seed: int, height: int, width: int) -> _Network:
    """A table of which some numbers are hidden that would not need to be."""
    random = Random(seed)  # noqa: S311 - invented numbers, the same each time
    counts = [[random.choice(COUNTS) for _ in range(width)] for _ in range(height)]
    net = network_of(counts)
    for index in range(len(net.edges)):
        if random.random() < 0.3:
            net.hide(index)
    return net


def known(shown: int | None) -> tuple[int, int | None]:
    return (0, None) if shown is None else (max(10, shown - 2), shown + 2)


def room_by_solver(net: _Network, index: int) -> int:
    """Move one number as far down and up as every printed one allows."""
    nodes = 1 + max(max(edge.tail, edge.head) for edge in net.edges)
    flows = np.zeros((nodes, len(net.edges)))
    for at, edge in enumerate(net.edges):
        flows[edge.tail, at] -= 1
        flows[edge.head, at] += 1
    aim = np.zeros(len(net.edges))
    aim[index] = 1
    bounds = [known(edge.shown) for edge in net.edges]
    rules = {"A_eq": flows, "b_eq": np.zeros(nodes), "bounds": bounds}
    least, most = linprog(aim, **rules), linprog(-aim, **rules)
    count: int = net.edges[index].count
    up: int = WIDEST_GUESS if most.status else round(-most.fun) - count
    down: int = count - round(least.fun)
    return min(up, WIDEST_GUESS) + min(down, WIDEST_GUESS)


@pytest.mark.parametrize(
    ("height", "width"), [(1, 1), (1, 3), (2, 2), (2, 3), (3, 2), (3, 4)]
)
def test_a_number_has_the_room_an_exact_attacker_finds(height: int, width: int) -> None:
    for seed in range(6):
        net = invented(seed, height, width)

        found = [net._room(index) for index in range(len(net.edges))]

        assert found == [room_by_solver(net, index) for index in range(len(net.edges))]


def test_people_are_sent_around_by_more_ways_than_one() -> None:
    """Each way alone has room for two, or for one, as the others are rounded."""
    net = network_of([[5, 12, 12], [12, 12, 12], [12, 12, 12]])
    for index in (0, 9, 12):  # the cell, and the sums of its row and column
        net.hide(index)

    assert net._room(0) == room_by_solver(net, 0) == 5 + 3
    assert [net._push(0, most, up=True) for most in range(6)] == [0, 1, 2, 3, 4, 5]
    assert [net._push(0, most, up=False) for most in range(6)] == [0, 1, 2, 3, 3, 3]


def order_of_hiding(counts: Sequence[Sequence[int]], narrow: int) -> list[int]:
    """Hide all that is left, one after the other, and give the order."""
    net, order = network_of(counts), []
    while any(edge.is_shown for edge in net.edges):
        order.append(net.next_to_hide(narrow))
        net.hide(order[-1])
    return order


@pytest.mark.parametrize(
    ("counts", "narrow", "order"),
    [
        # cells are 0 1 2 and 3 4 5, then come the sums of rows, of columns, of all
        ([[3, 40, 20], [30, 15, 15]], 0, [2, 3, 1, 4, 5, 8, 6, 10, 9, 7, 11]),
        ([[15, 40, 20], [30, 3, 15]], 4, [5, 3, 1, 0, 2, 9, 7, 10, 8, 6, 11]),
        # a sum of a row is narrow: cells are 0 1 and 2 3, its own are hidden already
        ([[1, 2], [30, 40]], 4, [2, 3, 5, 8, 6, 7]),
    ],
)
def test_the_smallest_beside_it_is_hidden_first_and_sums_last(
    counts: list[list[int]], narrow: int, order: list[int]
) -> None:
    assert order_of_hiding(counts, narrow) == order


@pytest.mark.parametrize("seed", range(4))
def test_what_needs_no_hiding_is_printed(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - invented numbers, the same each time
    counts = [[random.randint(10, 60) for _ in range(4)] for _ in range(3)]

    table = protect_table(counts)

    assert None not in (*table.row_totals, *table.column_totals, table.total)
    assert table == Table(
        tuple(tuple(5 * round(count / 5) for count in row) for row in counts),
        tuple(5 * round(sum(row) / 5) for row in counts),
        tuple(5 * round(sum(column) / 5) for column in zip(*counts, strict=True)),
        5 * round(sum(map(sum, counts)) / 5),
    )
