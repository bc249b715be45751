"""What is shown of an address that is not shown, and which texts name somebody."""

from __future__ import annotations

import pytest

from engagement.concerns.masking import masked
from engagement.concerns.naming import names_person


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("ann.secret@example.org", "a…@e….org"),
        ("ann@mail.example.co.uk", "a…@m….uk"),
        ("a@b", "a…@…"),
        ("+1 555 010 0199", "…99"),
        ("1234", "…"),
        ("", ""),
    ],
)
def test_a_masked_address_can_be_told_apart_and_not_used(
    address: str, shown: str
) -> None:
    assert masked(address) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Officer Reyes drove past",
        "It was OFC. REYES.",
        "Sgt Dana Reyes laughed",
        "I mean Dana Reyes, from the corner",
        "dana m. reyes knows",
        "signed: Reyes, Dana",
    ],
)
def test_a_text_names_somebody_by_full_name_or_by_title(text: str) -> None:
    assert names_person(text, "Officer Dana Reyes")


@pytest.mark.parametrize(
    "text",
    [
        "The lamp at Reyes Park is out",
        "Dana saw it",
        "Officer Reyesdale was there",
        "an officer came",
        "",
    ],
)
def test_a_bare_surname_or_another_name_is_not_enough(text: str) -> None:
    assert not names_person(text, "Officer Dana Reyes")


def test_nobody_without_a_name_is_named() -> None:
    assert not names_person("Officer Reyes", "")
    assert not names_person("Officer Reyes", "Officer")
    assert names_person("Officer Hill stood there", "Hill")
