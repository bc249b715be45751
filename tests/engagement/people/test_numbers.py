"""Which numbers a text goes to, however people write them."""

from __future__ import annotations

import pytest

from engagement.people.errors import BadNumberError
from engagement.people.numbers import example_number, read_number


@pytest.mark.parametrize(
    ("typed", "region", "number"),
    [
        ("(617) 253-1000", "US", "+16172531000"),
        ("617.253.1000", "US", "+16172531000"),
        ("+1 617 253 1000", "GR", "+16172531000"),
        ("690 123 4567", "GR", "+306901234567"),
        ("+44 7400 123456", "US", "+447400123456"),
    ],
)
def test_a_mobile_number_is_read_as_people_write_it(
    settings, typed: str, region: str, number: str
) -> None:
    settings.PHONE_REGION = region

    assert read_number(typed) == number


@pytest.mark.parametrize(
    "typed",
    ["", "call me", "12", "617 253", "+999 123456789", "6" * 41, "\x00", "９" * 3],
)
def test_what_is_no_number_is_answered_with_how_to_write_one(typed: str) -> None:
    with pytest.raises(BadNumberError) as refused:
        read_number(typed)

    assert str(refused.value).startswith(
        f"Enter a mobile number like {example_number()}"
    )


@pytest.mark.parametrize(
    "typed",
    [
        "+1 900 555 1234",  # premium rate
        "+1 800 555 1234",  # toll-free
        "+44 9012 345678",  # premium rate
        "+44 844 123 4567",  # shared cost
        "+44 56 1234 5678",  # over the internet
        "+44 121 234 5678",  # a telephone on a wall
        "+44 7640 123456",  # a pager
    ],
)
def test_what_is_no_persons_phone_gets_no_text(typed: str) -> None:
    with pytest.raises(BadNumberError) as refused:
        read_number(typed)

    assert str(refused.value) == (
        "We can send a code to mobile phones only. Enter another number."
    )


def test_a_region_without_numbers_has_an_example_all_the_same(settings) -> None:
    settings.PHONE_REGION = "ZZ"

    assert example_number() == "+44 7400 123456"
