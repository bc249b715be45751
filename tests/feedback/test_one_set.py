"""Everything printed of a wave is one set: results, filters, index, gap, themes, files.

Four waves with three filters are attacked with all of it at once; each time the guard of
one part is taken away, the attacker wins (decision 0082).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from engagement.common.suppression import protect_table
from feedback import indexed
from feedback.attacking import Attacker
from feedback.choices import Measure, QuestionKind
from feedback.exporting import lines_of_question
from feedback.indexed import Measured
from feedback.presenting import Names
from feedback.shapes import Option, Question, Section, Shape, shown_if_from
from feedback.tables import HIDDEN, Published, published_of
from feedback.theming import themes_shown
from tests.feedback.attacks import Attack

HOMES = ("ash", "birch", "cedar")
TRAITS: Mapping[str, Sequence[str]] = {
    "home": HOMES,
    "age": ("under_18", "18_34", "35_64", "65_up"),
    "sex": ("female", "male"),
}
ANSWERS: Mapping[str, Sequence[str]] = {
    "safe": ("yes", "no"),
    "trust": ("1", "2", "3", "4", "5"),
    "lit": ("1", "2", "3"),
    "walk": ("1", "2", "3"),
}
SHARES = {
    "home": (0.5, 0.35, 0.15),
    "age": (0.08, 0.27, 0.4, 0.25),
    "sex": (0.55, 0.45),
    "safe": (0.85, 0.15),
    "trust": (0.05, 0.12, 0.28, 0.4, 0.15),
    "lit": (0.2, 0.5, 0.3),
    "walk": (0.1, 0.4, 0.5),
}
ITEMS: Mapping[str, Mapping[str, Sequence[float]]] = {
    Measure.TRUST: {"trust": (0.0, 25.0, 50.0, 75.0, 100.0)},
    Measure.SAFETY: {"lit": (0.0, 50.0, 100.0), "walk": (0.0, 50.0, 100.0)},
}
WAVES = [(1, 60), (2, 110), (3, 200), (4, 400)]


def one_of(key: str, answers: Sequence[str], **fields: Any) -> Question:
    options = tuple(Option(code, {"en": code}) for code in answers)
    return Question(key, QuestionKind.SINGLE, {}, options, is_required=True, **fields)


def the_shape() -> Shape:
    asked = [
        Question("home", QuestionKind.NEIGHBORHOOD, {}),
        one_of("age", TRAITS["age"], trait="age"),
        one_of("sex", TRAITS["sex"], trait="sex"),
        one_of("safe", ANSWERS["safe"]),
        Question("trust", QuestionKind.SCALE, {}, lowest=1, highest=5, measure="trust"),
        one_of("lit", ANSWERS["lit"], measure="safety"),
        one_of("walk", ANSWERS["walk"], measure="safety"),
    ]
    return Shape((Section("all", {}, tuple(asked)),), ("en",))


@cache
def people_of(seed: int, people: int) -> list[dict[str, Any]]:
    chance = np.random.default_rng(seed)
    drawn = {
        key: chance.choice([*TRAITS.get(key, ANSWERS.get(key, ()))], people, p=shares)
        for key, shares in SHARES.items()
    }
    return [{key: str(drawn[key][nth]) for key in drawn} for nth in range(people)]


def published(people: Sequence[Mapping[str, Any]]) -> Published:
    answers = [{**one, "trust": int(one["trust"])} for one in people]
    return published_of(
        the_shape(), answers, living=[one["home"] for one in people], homes=HOMES
    )


def attack_on(people: list[dict[str, Any]], all_but: str = "") -> Attack:
    found = published(people)
    return Attack(
        TRAITS,
        {**TRAITS, **ANSWERS},
        people,
        found.tables,
        values={"trust": (1, 2, 3, 4, 5)},
        index=found.index,
        items=ITEMS,
        all_but=all_but,
    )


@pytest.mark.parametrize(("wave", "people"), WAVES)
def test_nothing_small_comes_back_from_all_that_is_printed_of_a_wave(
    wave: int, people: int
) -> None:
    attack = attack_on(people_of(wave, people))

    assert attack.narrowed() == []
    assert any(attack.index.values())


def test_the_index_of_places_is_printed_where_it_is_safe() -> None:
    index = published(people_of(4, 400)).index

    assert [[*index[measure]] for measure in (Measure.TRUST, Measure.SAFETY)] == [
        ["", *HOMES]
    ] * 2


@pytest.mark.parametrize("item", ITEMS[Measure.SAFETY])
@pytest.mark.parametrize(("wave", "people"), WAVES)
def test_nothing_small_comes_back_to_who_knows_every_other_answer(
    wave: int, people: int, item: str
) -> None:
    """A measure of several items: its range tells how each answer goes with the others."""
    assert attack_on(people_of(wave, people), all_but=item).narrowed() == []


def test_with_the_range_of_several_items_outside_the_guard_the_attacker_wins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(indexed, "spread_between", lambda *_all: (0.0, np.inf))

    won = [
        attack_on(people_of(*wave), all_but=item).narrowed()
        for wave in WAVES
        for item in ITEMS[Measure.SAFETY]
    ]

    assert any(won)


def test_with_the_index_outside_the_guard_the_attacker_wins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Measured, "_may_tell", lambda *_all, **_how: True)

    assert [bool(attack_on(people_of(*wave)).narrowed()) for wave in WAVES] == [
        True
    ] * 4


def test_with_the_gap_outside_the_guard_the_attacker_wins() -> None:
    """As it was: each place’s groups from a table made for the gap alone."""
    people = people_of(2, 110)
    attack = attack_on(people)
    assert attack.narrowed() == []

    ages = TRAITS["age"]
    table = protect_table(
        [
            [sum((p["home"], p["age"]) == (home, age) for p in people) for age in ages]
            for home in HOMES
        ]
    )
    places = {
        (home, age): [
            at for at, corner in enumerate(attack.corners) if corner[:2] == (home, age)
        ]
        for home in HOMES
        for age in ages
    }
    cells = [count for row in table.cells for count in row]
    beside = [*zip(places.values(), cells, strict=True)]
    for home, count in zip(HOMES, table.row_totals, strict=True):
        beside.append(([at for age in ages for at in places[home, age]], count))
    for age, count in zip(ages, table.column_totals, strict=True):
        beside.append(([at for home in HOMES for at in places[home, age]], count))

    assert replace(attack, beside=beside).narrowed()


# -- files -----------------------------------------------------------------------------
def test_the_file_holds_what_the_page_holds_and_nothing_else() -> None:
    found = published(people_of(3, 200))
    names: Names = {}
    shape = the_shape()
    for key, table in found.tables.items():
        lines = [*lines_of_question(shape.questions[key], table, names, "en")]
        counts = [int(line[8]) for line in lines if str(line[8]).isdecimal()]
        means = [line[10:] for line in lines if line[10] != ""]

        assert sorted(counts) == sorted(numbers_of(table))
        assert means == [
            tuple(part["mean"]) for part in table["parts"] if part.get("mean")
        ]


def numbers_of(table: Mapping[str, Any]) -> Iterator[int]:
    for part in table["parts"]:
        groups = [told["counts"] for of in part["by"].values() for told in of.values()]
        for counts in [part["counts"], *groups]:
            yield from (count for count in counts if count is not None and count > 0)


# -- texts and their themes ------------------------------------------------------------
def test_how_many_wrote_why_does_not_tell_who_said_no() -> None:
    """Thirty said no and wrote why; three said yes, and that would be known."""
    from_no = {
        "match": "all",
        "conditions": [{"question": "safe", "test": "is", "values": ["no"]}],
    }
    why = Question("why", QuestionKind.LONG, {}, shown_if=shown_if_from(from_no))
    shape = Shape((Section("all", {}, (one_of("safe", ("yes", "no")), why)),), ("en",))
    few = [{"safe": "no"}] * 30 + [{"safe": "yes"}] * 3
    many = [{"safe": "no"}] * 30 + [{"safe": "yes"}] * 30

    assert "why" in published_of(shape, few, apart={"why": 30}).withheld
    assert "why" not in published_of(shape, many, apart={"why": 30}).withheld


def about(**texts: int) -> list[frozenset[int]]:
    """So many texts about each of some themes: `t12=3` are three about both 1 and 2."""
    return [
        frozenset(int(theme) for theme in name[1:])
        for name, times in texts.items()
        for _time in range(times)
    ]


def test_themes_of_all_texts_are_one_set() -> None:
    assert themes_shown([1, 2], about(t1=28, t2=23, t=30)) == [30, 25]
    assert themes_shown([1, 2, 3], about(t1=28, t2=23, t3=3)) == [30, HIDDEN, None]
    assert themes_shown([1, 2, 3], about(t12=28, t2=20, t3=3)) == [
        HIDDEN,
        HIDDEN,
        None,
    ]
    assert themes_shown([1, 2], about(t1=14, t=3)) == [HIDDEN, None]
    assert themes_shown([1], about(t1=12)) == [None]


@pytest.mark.parametrize("seed", range(12))
def test_no_small_theme_comes_back(seed: int) -> None:
    texts = drawn_texts(seed)

    assert narrowed_themes(texts, themes_shown([1, 2, 3], texts)) == []


def test_with_each_theme_by_itself_the_attacker_wins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Attacker, "first_narrow", lambda *_all: None)

    won = [
        narrowed_themes(drawn_texts(seed), themes_shown([1, 2, 3], drawn_texts(seed)))
        for seed in range(12)
    ]

    assert any(won)


def drawn_texts(seed: int) -> list[frozenset[int]]:
    chance = np.random.default_rng(seed)
    kinds = [(1,), (2,), (3,), (1, 2)] if seed % 2 else [(1,), (2,), (3,)]
    shares = chance.dirichlet(np.ones(len(kinds)))
    drawn = chance.choice(len(kinds), 30 + 10 * seed, p=shares)
    return [frozenset(kinds[nth]) for nth in drawn]


def narrowed_themes(
    texts: Sequence[frozenset[int]], shown: Sequence[int | None]
) -> list[int]:
    """Name the small themes that come back to who knows which themes go together."""
    kinds = [*dict.fromkeys(texts)]
    truth = [texts.count(kind) for kind in kinds]
    counts = [sum(theme in text for text in texts) for theme in (1, 2, 3)]
    wide = len(kinds)
    told = []
    for at, count in enumerate(shown):
        inside = [nth for nth, kind in enumerate(kinds) if at + 1 in kind]
        low, high = (0.0, 9.0) if count is None else (10.0, np.inf)
        if count is not None and count > 0:
            low, high = max(10.0, count - 2), count + 2
        if count is None and counts[at] >= 10:
            low, high = 0.0, np.inf
        if inside:
            told.append((inside, [1.0] * len(inside), low, high))
    equal = [([*range(wide)], [1.0] * wide, float(len(texts)))]
    for at in range(3):
        inside = [nth for nth, kind in enumerate(kinds) if at + 1 in kind]
        equal.append(([wide + at, *inside], [-1.0, *[1.0] * len(inside)], 0.0))
    attacker = Attacker(
        np.array([*truth, *counts], dtype=np.float64),
        np.zeros(wide + 3),
        np.full(wide + 3, np.inf),
        [wide + at for at in range(3) if counts[at] < 10],
        equal,
        told,
    )
    return [place - wide for place in attacker.guarded if not attacker.is_vague(place)]
