"""Marks know a thing again and tell nothing; codes forgive how people type."""

from __future__ import annotations

import pytest

from engagement.common.ids import ALPHABET, code_from, new_code, read_code, show_receipt
from engagement.common.marks import mark_of, marks_of, number_from

OLD, NEW = f"{'a' * 43}=", f"{'b' * 43}="


def test_a_mark_is_of_one_purpose_and_one_thing() -> None:
    marks = {
        mark_of("phone", "+16172531000"),
        mark_of("phone", "+16172531001"),
        mark_of("letter code", "+16172531000"),
    }

    assert len(marks) == 3
    assert {len(mark) for mark in marks} == {64}
    assert mark_of("phone", "+16172531000") in marks


def test_a_new_key_makes_other_marks_and_finds_the_old(settings) -> None:
    settings.FIELD_KEY = OLD
    before, number = mark_of("phone", "x"), number_from("meeting", "1 2")
    settings.FIELD_KEY = f"{NEW}, {OLD}"

    after = mark_of("phone", "x")

    assert after != before
    assert marks_of("phone", "x") == [after, before]
    assert number_from("meeting", "1 2") != number


@pytest.mark.parametrize("length", [8, 12])
def test_a_code_is_read_as_people_type_it_and_notices_a_slip(length: int) -> None:
    code = new_code(length)
    typed = show_receipt(code).lower().replace("-", " - ")
    typed = typed.replace("0", "o").replace("1", "l")
    slips = [
        code[:place] + other + code[place + 1 :]
        for place in range(length - 1)
        for other in ALPHABET
        if other != code[place] and {other, code[place]} != {"0", "Z"}
    ]

    assert read_code(typed, length) == code
    assert [slip for slip in slips if read_code(slip, length) is not None] == []
    assert read_code(code[:-1], length) is None


def test_a_code_can_be_worked_out_from_a_number() -> None:
    codes = {code_from(number, 8) for number in range(500)}

    assert len(codes) == 500
    assert all(read_code(code, 8) == code for code in codes)
    assert code_from(2**60 + 7, 8) == code_from(7, 8)
