"""No number under ten comes back out of what is published (SECURITY promise 9)."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from engagement.common.suppression import answers_shown
from feedback import disclosure
from feedback.choices import QuestionKind
from feedback.columns import read_columns
from feedback.disclosure import Cross, Guard, Unit, kept_groups, protect
from feedback.grouping import filters_of
from feedback.shapes import Option, Question, Section, Shape, shown_if_from
from feedback.tables import Counting, published_of
from tests.feedback.attacks import Attack

TRAITS: Mapping[str, Sequence[str]] = {
    "age": ("under_18", "18_34", "35_49", "50_64", "65_up"),
    "sex": ("female", "male", "other"),
    "housing": ("own", "rent", "other"),
}
ANSWERS: Mapping[str, Sequence[str]] = {
    "safe": ("yes", "no"),
    "way": ("foot", "bike", "bus", "car"),
    "trust": ("1", "2", "3", "4", "5"),
}
SHARES = {
    "age": (0.05, 0.2, 0.3, 0.25, 0.2),
    "sex": (0.55, 0.43, 0.02),
    "housing": (0.5, 0.45, 0.05),
    "safe": (0.85, 0.15),
    "way": (0.5, 0.25, 0.2, 0.05),
    "trust": (0.04, 0.12, 0.3, 0.4, 0.14),
}
TARGETS = {
    "age": {"under_18": 20, "18_34": 25, "35_49": 20, "50_64": 20, "65_up": 15},
    "sex": {"female": 51, "male": 48, "other": 1},
    "housing": {"own": 50, "rent": 45, "other": 5},
}


def question(key: str, answers: Sequence[str], **fields: Any) -> Question:
    options = tuple(Option(code, {"en": code}) for code in answers)
    return Question(key, QuestionKind.SINGLE, {}, options, is_required=True, **fields)


def the_shape() -> Shape:
    asked = [question(key, groups, trait=key) for key, groups in TRAITS.items()]
    asked += [question(key, ANSWERS[key]) for key in ("safe", "way")]
    asked.append(Question("trust", QuestionKind.SCALE, {}, lowest=1, highest=5))
    return Shape((Section("all", {}, tuple(asked)),), ("en",))


def a_wave(seed: int, people: int) -> list[dict[str, Any]]:
    chance = np.random.default_rng(seed)
    drawn = {
        key: chance.choice([*TRAITS.get(key, ANSWERS.get(key, ()))], people, p=shares)
        for key, shares in SHARES.items()
    }
    return [{key: str(drawn[key][nth]) for key in drawn} for nth in range(people)]


def attack_on(people: list[dict[str, Any]]) -> Attack:
    shape = the_shape()
    columns = read_columns(shape, people)
    counting = Counting(shape, columns, filters_of(shape, columns, None), TARGETS)
    return Attack(
        TRAITS,
        {**TRAITS, **ANSWERS},
        people,
        counting.tables(),
        weights=[float(weight) for weight in counting.weights],  # type: ignore[union-attr]  # three traits are weighted
        values={"trust": (1, 2, 3, 4, 5)},
    )


@pytest.mark.parametrize(("wave", "people"), [(1, 45), (2, 90), (3, 180), (4, 400)])
def test_nothing_small_comes_back_from_all_tables_of_a_wave(
    wave: int, people: int
) -> None:
    """Waves are different people: what holds for each of four holds for all."""
    attack = attack_on(a_wave(wave, people))

    assert attack.narrowed() == []
    assert any(count for _places, count in attack.printed())


def test_without_further_hiding_the_attacker_wins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Guard, "hide_enough", lambda _self, _first=0: None)
    monkeypatch.setattr(Guard, "may_tell", lambda _self, _rows, **_how: True)

    assert attack_on(a_wave(3, 180)).narrowed()


def test_something_is_left_to_read() -> None:
    tables = attack_on(a_wave(4, 400)).tables

    assert tables["safe"]["parts"][0]["counts"] == [
        answers_shown(sum(p["safe"] == said for p in a_wave(4, 400)))
        for said in ("yes", "no")
    ]
    assert set(tables["safe"]["parts"][0]["by"]) == set(TRAITS)
    assert tables["trust"]["parts"][0]["mean"] is not None
    assert tables["way"]["parts"][0]["weighted"]["worth"] > 0


@pytest.mark.parametrize(
    ("sizes", "kept"),
    [
        ({"a": 40, "b": 30, "c": 25}, ["a", "b", "c"]),
        ({"a": 40, "b": 30, "c": 3}, ["a"]),
        ({"a": 40, "b": 30, "c": 4, "d": 3}, ["a", "b"]),
        ({"a": 40, "b": 30, "c": 9, "d": 9}, ["a"]),
        ({"a": 12, "b": 0}, []),
    ],
)
def test_small_groups_go_together_until_nobody_can_tell(
    sizes: dict[str, int], kept: list[str]
) -> None:
    assert kept_groups(sizes) == kept


def test_one_small_answer_takes_another_with_it() -> None:
    assert protect(Unit([60, 8])).own() == [None, None]
    assert protect(Unit([60, 40, 8])).own() == [60, 40, None]
    assert protect(Unit([60, 12, 8])).own() == [60, None, None]
    assert protect(Unit([60, 40, 30])).own() == [60, 40, 30]
    assert not protect(Unit([12, 0, 0])).is_shown


def test_ten_answers_by_three_traits_of_five_take_seconds_at_most() -> None:
    chance = np.random.default_rng(7)
    said = chance.choice(10, 300, p=chance.dirichlet(np.ones(10)))
    crosses = {}
    for trait in "abc":
        group = chance.integers(0, 5, 300)
        cells = [
            [int(((said == row) & (group == one)).sum()) for one in range(5)]
            for row in range(10)
        ]
        crosses[trait] = Cross(("0", "1", "2", "3"), cells, are_others_shown=True)
    begun = time.process_time()
    guard = protect(Unit([int((said == row).sum()) for row in range(10)], crosses))

    assert guard.attacker.first_narrow() is None
    assert guard.attacker.programs < disclosure.MOST_PROGRAMS
    assert time.process_time() - begun < 5


def test_what_follows_an_answer_does_not_give_the_others_away() -> None:
    """Sixty were asked why they said no: then eight others said yes."""
    asked = published_of(
        _followed(), [{"safe": "no", "why": "dark"}] * 60 + [{"safe": "yes"}] * 8
    ).tables
    assert asked["safe"]["parts"][0]["counts"] == [-1, None][::-1]
    assert asked["why"] == {"kind": "single", "n": None, "parts": []}

    many = published_of(
        _followed(), [{"safe": "no", "why": "dark"}] * 60 + [{"safe": "yes"}] * 40
    ).tables
    assert many["safe"]["parts"][0]["counts"] == [40, 60]
    assert many["why"]["n"] == 60


def _followed() -> Shape:
    from_no = {
        "match": "all",
        "conditions": [{"question": "safe", "test": "is", "values": ["no"]}],
    }
    why = Question(
        "why",
        QuestionKind.SINGLE,
        {},
        tuple(Option(code, {}) for code in ("dark", "alone")),
        shown_if=shown_if_from(from_no),
    )
    return Shape((Section("all", {}, (question("safe", ("yes", "no")), why)),), ("en",))
