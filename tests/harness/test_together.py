"""What shares something dear is handed out as one piece; what is named is there."""

from __future__ import annotations

from pathlib import Path

from tests.harness.together import TOGETHER, piece_of

HOUSE = Path(__file__).resolve().parents[2]


def test_a_file_is_one_piece_and_other_tests_go_one_by_one() -> None:
    demo, other = "tests/config/test_demo.py", "tests/config/test_lending.py"

    assert piece_of(f"{demo}::test_a") == piece_of(f"{demo}::test_b[x::y]") == demo
    assert piece_of(f"{other}::test_a") == f"{other}::test_a"


def test_every_file_named_is_there() -> None:
    assert {one for one in TOGETHER if not (HOUSE / one).is_file()} == set()
