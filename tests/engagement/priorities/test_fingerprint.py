from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.priorities.fingerprint import canonical, input_hash, seed_of

numbers = st.floats(
    allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9
)


def test_text_is_canonical() -> None:
    tree = {"b": (1, 0.1 + 0.2), "a": {"é": None, "x": -0.0}, "c": True}

    assert canonical(tree) == '{"a":{"x":0.0,"é":null},"b":[1,0.3],"c":true}'


def test_what_is_not_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="Out of range float"):
        canonical({"points": float("nan")})


def test_hash_is_the_sha256_of_the_text_and_the_seed_its_first_eight_bytes() -> None:
    digest = input_hash({})

    assert digest == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert seed_of(digest) == 0x44136FA355B3678A


@given(st.dictionaries(st.text(), numbers))
def test_order_of_keys_changes_nothing(tree) -> None:
    backwards = dict(reversed(tree.items()))

    assert input_hash(backwards) == input_hash(tree)


@given(numbers)
def test_a_change_past_the_tenth_decimal_changes_nothing(number) -> None:
    assert canonical(round(number, 10)) == canonical(number)
