import pytest
from django.utils.translation import override

from engagement.common.small_counts import answers_count, people_count
from engagement.common.suppression import answers_shown, public_count, public_parts


@pytest.mark.parametrize(
    ("people", "shown", "words"),
    [
        (0, None, "fewer than 5"),
        (1, None, "fewer than 5"),
        (4, None, "fewer than 5"),
        (5, 5, "5"),
        (6, 6, "6"),
        (123, 123, "123"),
    ],
)
def test_people_are_counted_exactly_from_five_on(
    people: int, shown: int | None, words: str
) -> None:
    assert public_count(people) == shown
    with override("en"):
        assert people_count(people) == words


@pytest.mark.parametrize(
    ("answers", "shown", "words"),
    [
        (0, None, "fewer than 10"),
        (9, None, "fewer than 10"),
        (10, 10, "10"),
        (12, 10, "10"),
        (13, 15, "15"),
        (17, 15, "15"),
        (18, 20, "20"),
    ],
)
def test_answers_are_hidden_under_ten_and_rounded_to_five(
    answers: int, shown: int | None, words: str
) -> None:
    assert answers_shown(answers) == shown
    with override("en"):
        assert answers_count(answers) == words


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ((5, 12), [5, 12]),
        ((4, 12), [None, None]),
        ((12, 0), [None, None]),
        ((4, 4), [None, None]),
    ],
)
def test_one_small_part_hides_all_parts_of_a_sum(
    parts: tuple[int, ...], shown: list[int | None]
) -> None:
    assert public_parts(*parts) == shown
