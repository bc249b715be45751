"""What a public number may say about people (SECURITY promise 9, RULINGS 24 and 25).

Every count of people that leaves the officers' side goes through here. Pure: numbers in,
numbers out; None stands for a number that is not shown. The words are in `small_counts`.

Hiding a small cell is not enough: whoever subtracts the others from a printed total has
it back, and two releases of a figure that moved by one tell who came. So tables hide
further cells until an exact attacker is left with a wide guess, a figure is released anew
only once enough people were added, and windows of time may not overlap in part.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Final

FEWEST_PEOPLE: Final = 5
FEWEST_ANSWERS: Final = 10
STEP: Final = 5
WIDEST_GUESS: Final = 5  # what an attacker may not narrow a small number below
_WITHOUT_END: Final = 10**12


def public_count(people: int) -> int | None:
    """Count people exactly from five on; None says “fewer than 5”, zero too."""
    return people if people >= FEWEST_PEOPLE else None


def public_parts(*parts: int) -> list[int | None]:
    """Count parts whose sum is shown elsewhere: one small one hides them all."""
    shown = [public_count(part) for part in parts]
    return shown if all(shown) else [None] * len(shown)


def answers_shown(answers: int) -> int | None:
    """Count answers, attendance or traits: nothing under ten, then in fives.

    The ONS rule “10-5” (SECURITY finding 2): rounding makes a subtraction worse than a
    guess.
    """
    if answers < FEWEST_ANSWERS:
        return None
    return STEP * ((2 * answers + STEP) // (2 * STEP))


# -- tables whose sums are printed too -------------------------------------------------


@dataclass(frozen=True)
class Table:
    """Counts as they may be printed; None is a cell or sum that is not shown.

    `cells` has a tuple for each row, `row_totals` one number for each row,
    `column_totals` one for each column.
    """

    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None


def protect_table(counts: Sequence[Sequence[int]]) -> Table:
    """Give a table of answers, attendance or traits as it may be printed with its sums.

    `counts`: rows of equal length, whole numbers of people. Whatever is under ten is
    hidden, all else rounded to fives; then as many more cells and sums as it takes, the
    smallest first, until nobody can narrow a hidden small number to fewer than six
    values, knowing this rule, every printed number and that counts are not negative.
    Raises ValueError for rows of unequal length or negative counts.
    """
    rows = _checked(counts)
    height, width = len(rows), len(rows[0]) if rows else 0
    printed = _hidden_enough(_edges_of(rows, width), height * width)
    sums = printed[height * width :]
    return Table(
        cells=tuple(
            tuple(printed[row * width : (row + 1) * width]) for row in range(height)
        ),
        row_totals=tuple(sums[:height]),
        column_totals=tuple(sums[height:-1]),
        total=sums[-1],
    )


def protect_parts(counts: Sequence[int]) -> tuple[list[int | None], int | None]:
    """Give the parts of one sum as they may be printed beside it, and the sum.

    The same promise as `protect_table` for a single row. Raises ValueError.
    """
    (parts,) = _checked([counts])
    edges = [_Edge.first(0, 1, part) for part in parts]
    printed = _hidden_enough([*edges, _Edge.first(1, 0, sum(parts))], len(parts))
    return printed[:-1], printed[-1]


def protect_sums(
    counts: Sequence[Sequence[int]],
) -> tuple[list[int | None], int | None]:
    """Give the sums of columns, and of all, as they may be printed beside the rows.

    Each row has been printed by itself as `protect_parts` gives it, and is not taken
    back: only sums are hidden, the smallest first, until nobody who has the rows too can
    narrow a small number. Raises ValueError.
    """
    rows = _checked(counts)
    height, width = len(rows), len(rows[0]) if rows else 0
    net = _Network(_edges_beside(rows, width), height * width)
    first = height * width + height
    while width and net.first_narrow() is not None:
        net.hide(net.smallest_shown(first))
    printed = [edge.shown for edge in net.edges[first:]]
    return printed[:-1], printed[-1]


def _edges_beside(rows: list[list[int]], width: int) -> list[_Edge]:
    """Lay the table out with its rows as they were printed one by one."""
    edges, height = _edges_of(rows, width), len(rows)
    for at, row in enumerate(rows):
        parts, whole = protect_parts(row)
        places = [*range(at * width, (at + 1) * width), height * width + at]
        for place, shown in zip(places, [*parts, whole], strict=True):
            edges[place] = replace(edges[place], is_shown=shown is not None)
    return edges


def _checked(counts: Sequence[Sequence[int]]) -> list[list[int]]:
    rows = [list(row) for row in counts]
    if len({len(row) for row in rows}) > 1:
        message = "every row needs a count for every column"
        raise ValueError(message)
    if any(count < 0 for row in rows for count in row):
        message = "a count of people is not negative"
        raise ValueError(message)
    return rows


def _edges_of(rows: list[list[int]], width: int) -> list[_Edge]:
    """Lay the table out as a network: cells first, then the sums, the sum of all last."""
    height, sink = len(rows), 1 + len(rows) + width
    by_column = [sum(row[column] for row in rows) for column in range(width)]
    return [
        *(
            _Edge.first(1 + row, 1 + height + column, rows[row][column])
            for row, column in product(range(height), range(width))
        ),
        *(_Edge.first(0, 1 + row, sum(rows[row])) for row in range(height)),
        *(
            _Edge.first(1 + height + column, sink, by_column[column])
            for column in range(width)
        ),
        _Edge.first(sink, 0, sum(by_column)),
    ]


def _hidden_enough(edges: list[_Edge], cells: int) -> list[int | None]:
    """Hide more and more until no small number is left that can be narrowed."""
    net = _Network(edges, cells)
    while cells and (narrow := net.first_narrow()) is not None:
        net.hide(net.next_to_hide(narrow))
    return [edge.shown for edge in net.edges]


@dataclass(frozen=True)
class _Edge:
    """One number of the table: a cell, a sum of a row or column, or the sum of all."""

    tail: int
    head: int
    count: int
    is_shown: bool

    @classmethod
    def first(cls, tail: int, head: int, count: int) -> _Edge:
        """Hide what is small, and nothing else yet."""
        return cls(tail, head, count, is_shown=count >= FEWEST_ANSWERS)

    @property
    def is_small(self) -> bool:
        return self.count < FEWEST_ANSWERS

    @property
    def shown(self) -> int | None:
        return answers_shown(self.count) if self.is_shown else None

    @property
    def bounds(self) -> tuple[int, int]:
        """What is known of it at once: the rounding, or only that it is not negative."""
        shown = self.shown
        if shown is None:
            return 0, _WITHOUT_END
        half = STEP // 2
        return max(FEWEST_ANSWERS, shown - half), shown + half


class _Network:
    """The table as a network through which the people flow.

    All sums hold if and only if what flows into a node flows out of it: from the source
    through the sum of a row into the row, through a cell into its column, through the
    sum of the column to the sink, and through the sum of all back. How far one number
    can move while every printed one stays within its rounding is how much can be sent
    around in a circle through it (Cox 1995, “Network models for complementary cell
    suppression”): exact, and in whole people.
    """

    def __init__(self, edges: list[_Edge], cells: int) -> None:
        self.edges = edges
        self.cells = cells
        self.bounds = [edge.bounds for edge in edges]
        self.touching: dict[int, list[int]] = defaultdict(list)
        for index, edge in enumerate(edges):
            self.touching[edge.tail].append(index)
            self.touching[edge.head].append(index)

    def first_narrow(self) -> int | None:
        """Find a small number whose guess would be too good; None when none is."""
        for index, edge in enumerate(self.edges):
            if edge.is_small and self._room(index) < WIDEST_GUESS:
                return index
        return None

    def hide(self, index: int) -> None:
        self.edges[index] = replace(self.edges[index], is_shown=False)
        self.bounds[index] = self.edges[index].bounds

    def next_to_hide(self, narrow: int) -> int:
        """Choose what else to hide: beside the narrow one if possible, the smallest first.

        Cells before sums, for a sum says more than a cell; once everything is hidden
        nothing is narrow.
        """
        ends = {self.edges[narrow].tail, self.edges[narrow].head}

        def order(index: int) -> tuple[bool, bool, int, int]:
            edge = self.edges[index]
            is_far = not ends & {edge.tail, edge.head}
            return index >= self.cells, is_far, edge.count, index

        return min((i for i, edge in enumerate(self.edges) if edge.is_shown), key=order)

    def smallest_shown(self, first: int) -> int:
        """Choose among the numbers from `first` on; the sum of all is the last to go."""
        last = len(self.edges) - 1
        shown = [i for i in range(first, last + 1) if self.edges[i].is_shown]
        return min(shown, key=lambda i: (i == last, self.edges[i].count, i))

    def _room(self, index: int) -> int:
        """How far the number can move, up and down together; no farther than it matters."""
        lowest, highest = self.bounds[index]
        count = self.edges[index].count
        up = self._push(index, min(WIDEST_GUESS, highest - count), up=True)
        down = self._push(index, min(WIDEST_GUESS, count - lowest), up=False)
        return up + down

    def _push(self, index: int, most: int, *, up: bool) -> int:
        """Move one number by sending people around it along other ways."""
        moved = dict.fromkeys(range(len(self.edges)), 0)
        edge, pushed = self.edges[index], 0
        start, end = (edge.head, edge.tail) if up else (edge.tail, edge.head)
        while pushed < most:
            way = self._way(start, end, moved, without=index)
            if way is None:
                break
            step = min(most - pushed, *(room for _edge, _sign, room in way))
            for passed, sign, _room in way:
                moved[passed] += sign * step
            pushed += step
        return pushed

    def _way(
        self, start: int, end: int, moved: dict[int, int], *, without: int
    ) -> list[tuple[int, int, int]] | None:
        """Find a way from one node to another; each step with its edge, sign and room."""
        came: dict[int, tuple[int, int, int, int]] = {}
        waiting = deque([start])
        while waiting and end not in came:
            node = waiting.popleft()
            for other, index, sign, room in self._steps(node, moved):
                is_new = other not in came and other != start
                if is_new and index != without and room > 0:
                    came[other] = (node, index, sign, room)
                    waiting.append(other)
        if end not in came:
            return None
        way, node = [], end
        while node != start:
            node, index, sign, room = came[node]
            way.append((index, sign, room))
        return way

    def _steps(
        self, node: int, moved: dict[int, int]
    ) -> Iterator[tuple[int, int, int, int]]:
        for index in self.touching[node]:
            edge, (lowest, highest) = self.edges[index], self.bounds[index]
            now = edge.count + moved[index]
            if edge.tail == node:
                yield edge.head, index, 1, highest - now
            if edge.head == node:
                yield edge.tail, index, -1, now - lowest


# -- the same figure released again ----------------------------------------------------


@dataclass(frozen=True)
class Release:
    """A figure as it was last released: the true count behind it, and what was printed."""

    count: int
    shown: int | None


def release_again(count: int, last: Release | None) -> Release:
    """Give a figure as it may be released now, given what was released before.

    A figure is released anew only once it differs by ten people or more from the one
    before: the step between two releases then never tells of a few people, nor the
    moment at which the rounding tips over of a single one. Until then the last release
    stands.
    """
    if last is not None and abs(count - last.count) < FEWEST_ANSWERS:
        return last
    return Release(count=count, shown=answers_shown(count))


def overlapping_windows(
    windows: Sequence[tuple[date, date]],
) -> list[tuple[tuple[date, date], tuple[date, date]]]:
    """Name the pairs of windows of time that overlap; nothing to name, nothing to subtract.

    A window is its first day and the day after its last. Counts of 28 days released
    every day tell the newest day exactly (SECURITY finding 2), so that what is released
    covers weeks that follow one another, each counted once. The same window twice is
    the same release.
    """
    ordered = sorted(set(windows))
    return [
        (one, other)
        for place, one in enumerate(ordered)
        for other in ordered[place + 1 :]
        if other[0] < one[1]
    ]
