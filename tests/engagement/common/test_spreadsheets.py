import csv
from collections.abc import Iterator

import pytest

from engagement.common.spreadsheets import csv_lines


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_is_a_formula(sign: str) -> None:
    lines = list(csv_lines(["a"], [[f"{sign}HYPERLINK(1)"], ["plain"], [-3]]))

    rows = list(csv.reader("".join(lines).splitlines(keepends=True)))
    assert rows[0] == ["a"]
    assert rows[1][0].startswith(f"'{sign}"[:2])
    assert rows[-2:] == [["plain"], ["-3"]]


def test_a_line_is_written_before_the_next_row_is_read() -> None:
    read: list[int] = []

    def rows() -> Iterator[list[int]]:
        for number in range(3):
            read.append(number)
            yield [number]

    lines = csv_lines(["n"], rows())

    assert (next(lines), read) == ("n\r\n", [])
    assert (next(lines), read) == ("0\r\n", [0])
