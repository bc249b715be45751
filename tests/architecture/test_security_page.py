"""The page about safety names every row of the standard, and only tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/security.md").read_text()
FILE = Path(__file__).with_name("asvs_l2.tsv").read_text()
ROW = re.compile(
    r"^\| (V[\d.]+) \| (held|open|not applicable) \| (.+) \|$", re.MULTILINE
)
ROWS = ROW.findall(PAGE)


def test_every_row_of_the_standard_is_on_the_page_once() -> None:
    asked = [line.partition("\t")[0] for line in FILE.splitlines()[1:]]

    assert [row for row, _state, _by in ROWS] == asked


def test_every_test_and_page_that_holds_a_row_exists() -> None:
    missing = []
    for row, state, by in ROWS:
        for one in by.split(", ") if state == "held" else []:
            path, _, test = one.strip("`").partition("::")
            if not (
                (ROOT / path).is_file() and f"def {test}(" in (ROOT / path).read_text()
                if test
                else (ROOT / path).is_file()
            ):
                missing.append((row, one))

    assert missing == []


def test_every_open_row_names_listed_work_and_every_other_says_why() -> None:
    listed = set(re.findall(r"^- `([\w-]+)`:", PAGE, re.MULTILINE))

    assert {by for _row, state, by in ROWS if state == "open"} <= listed
    assert [row for row, _state, by in ROWS if not by.strip()] == []


def test_the_page_counts_right() -> None:
    counted = re.search(
        r"Of (\d+) rows (\d+) are held, (\d+) do not apply, (\d+) are", PAGE
    )

    states = [state for _row, state, _by in ROWS]
    expected = [
        len(ROWS),
        *(states.count(state) for state in ("held", "not applicable", "open")),
    ]
    assert counted is not None
    assert [int(number) for number in counted.groups()] == expected
