"""What the index of a place tells of one item, and how far an attacker looks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pytest

from feedback import attacking, tables, telling
from feedback.attacking import View
from feedback.beside import _mean_tells
from feedback.choices import Measure, QuestionKind
from feedback.columns import column_of
from feedback.disclosure import Guard
from feedback.grouping import MOST_GROUPS
from feedback.indexed import Measured, asked_of
from feedback.indexing import Item
from feedback.shapes import Option, Question, Section, Shape
from feedback.tables import Published, published_of
from feedback.telling import Asked, Printed, spread_between

STEPS = ("never", "seldom", "often", "always")


def the_shape(*, is_long: bool) -> Shape:
    """Four questions of every kind, or the two that are answered by steps."""
    options = tuple(Option(code, {"en": code}) for code in (*STEPS, "dont_know"))
    of_safety: dict[str, Any] = {"measure": str(Measure.SAFETY)}
    asked = (
        Question("home", QuestionKind.NEIGHBORHOOD, {}),
        Question("alone", QuestionKind.SINGLE, {}, options, **of_safety),
        Question("dark", QuestionKind.SCALE, {}, lowest=0, highest=10, **of_safety),
        Question("years", QuestionKind.NUMBER, {}, lowest=0, highest=60, **of_safety),
        Question(
            "bus",
            QuestionKind.SINGLE,
            {},
            options,
            is_reversed=True,
            **of_safety,
        ),
    )
    short = tuple(one for one in asked if one.key in {"home", "alone", "bus"})
    return Shape((Section("all", {}, asked if is_long else short),), ("en",))


def people_of(seed: int, people: int, homes: Sequence[str]) -> list[dict[str, Any]]:
    """Draw people of whom some say nothing, some that they do not know."""
    chance = np.random.default_rng(seed)

    def answers() -> dict[str, Any]:
        mood = chance.normal(0, 1)
        given: dict[str, Any] = {
            "alone": _step(mood, chance),
            "dark": int(np.clip(round(5 + 2 * mood + chance.normal(0, 2)), 0, 10)),
            "years": int(np.clip(round(20 + 9 * mood), 0, 60)),
            "bus": _step(-mood, chance),
        }
        said = {key: one for key, one in given.items() if chance.random() > 0.1}
        return {**said, "home": str(chance.choice(homes))}

    return [answers() for _person in range(people)]


def _step(mood: float, chance: np.random.Generator) -> str:
    if chance.random() < 0.1:
        return "dont_know"
    return STEPS[int(np.clip(round(1.5 + mood + chance.normal(0, 0.7)), 0, 3))]


def published(
    people: Sequence[Mapping[str, Any]], homes: Sequence[str], *, is_long: bool = False
) -> Published:
    living = [str(one["home"]) for one in people]
    shape = the_shape(is_long=is_long)
    return published_of(shape, people, living=living, homes=homes)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Guard, list[attacking.Told]]]:
    """Everything the guards were told, whether they allowed it or not."""
    found: list[tuple[Guard, list[attacking.Told]]] = []
    tell = Guard.may_tell

    def listening(guard: Guard, rows: Sequence[attacking.Told], **how: bool) -> bool:
        found.append((guard, [*rows]))
        return tell(guard, rows, **how)

    monkeypatch.setattr(Guard, "may_tell", listening)
    return found


@pytest.mark.parametrize("kinds", [20, 5])
@pytest.mark.parametrize("seed", range(4))
def test_what_is_told_of_an_item_is_true(
    told: list[tuple[Guard, list[attacking.Told]]],
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
    kinds: int,
) -> None:
    """Of every kind of question, of who said nothing, and where others go together."""
    monkeypatch.setattr(telling, "MOST_KINDS", kinds)
    homes = ("ash", "birch", "cedar")

    people = people_of(seed, 60 + 40 * seed, homes)
    index = published(people, homes, is_long=True).index

    assert index[Measure.SAFETY]
    rows = [(guard.truth, row) for guard, rows in told for row in rows]
    for truth, (at, by, low, high) in rows:
        assert low - 1e-6 <= float(truth[at] @ np.array(by)) <= high + 1e-6
    of_people = [row for _truth, row in rows if row[2] > 0 and set(row[1]) == {1.0}]
    assert len(rows) > 3 * len(of_people)  # the mean from both sides, and the spread


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[Measured]:
    """Everything an index was made of."""
    found: list[Measured] = []
    made = Measured.printed

    def listening(one: Measured) -> dict[str, Printed]:
        found.append(one)
        return made(one)

    monkeypatch.setattr(Measured, "printed", listening)
    return found


def narrowed_anew(one: Measured, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Name what somebody narrows who begins with what is printed in the end.

    Everybody’s other answers are known one by one, whatever the guard put together.
    """
    monkeypatch.setattr(telling, "MOST_KINDS", 10**6)
    items: list[Asked] = []
    for item in one.items:
        guard = Guard(item.guard.unit)
        guard.is_printed = item.guard.is_printed[: len(guard.truth)].copy()
        guard.attacker = guard._attacker()
        items.append(replace(item, guard=guard))
    anew = Measured(items, one.scores, one.living, one.homes, one.home)
    for item, laid in zip(items, anew._lay_out(), strict=True):
        rows = [
            row
            for place, fineness in one.how.items()
            for row in anew._tells(laid.of(anew._columns(item, place)), place, fineness)
        ]
        item.guard.attacker.learns(rows)
    return [
        f"{item.guard.where(place)}: {item.guard.truth[place]:.0f}"
        for item in items
        for place in item.guard.attacker.guarded
        if not item.guard.attacker.is_vague(place)
    ]


FEW_PEOPLE: Final = [(seed, 30 + 4 * seed) for seed in (5, 7, 9, 11, 14, 15)]


@pytest.mark.parametrize(("seed", "people"), FEW_PEOPLE)
@pytest.mark.parametrize("is_long", [False, True])
def test_nothing_comes_back_to_who_knows_every_other_answer_of_everybody(
    monkeypatch: pytest.MonkeyPatch,
    measured: list[Measured],
    seed: int,
    people: int,
    is_long: bool,  # noqa: FBT001 - a case
) -> None:
    homes = ("ash", "birch")

    published(people_of(seed, people, homes), homes, is_long=is_long)

    assert measured[0].how
    assert narrowed_anew(measured[0], monkeypatch) == []


def test_where_everybody_s_other_answers_count_as_one_the_attacker_wins(
    monkeypatch: pytest.MonkeyPatch, measured: list[Measured]
) -> None:
    won = []
    for seed, people in FEW_PEOPLE:
        monkeypatch.setattr(telling, "MOST_KINDS", 1)
        published(people_of(seed, people, ("ash", "birch")), ("ash", "birch"))
        won.append(bool(narrowed_anew(measured[-1], monkeypatch)))

    assert won == [True] * len(FEW_PEOPLE)


def test_a_class_nobody_chose_counts_what_its_numbers_would() -> None:
    """The reader knows what 20 to 29 of 60 is worth, and that nobody is under 0."""
    question = Question("years", QuestionKind.NUMBER, {}, lowest=0, highest=60)
    column = column_of(question)
    assert column is not None
    for given in [0, 3, 5, 8, 45, 48, 55, 60] * 5:
        column.add(given)
    coded = column.coded()[0]
    item = Item("years", lowest=0, highest=60, is_reversed=True)

    asked = asked_of(item, coded, None, np.zeros(40))  # type: ignore[arg-type]  # not asked

    assert [*coded.answers] == ["<20", "20–39", "40–59", "≥60"]
    assert [*coded.borders] == [(0, 19), (20, 39), (40, 59), (60, 60)]
    assert [round(one) for one in asked.least] == [68, 35, 2, 0]
    assert [round(one) for one in asked.most] == [100, 67, 33, 0]


@pytest.mark.parametrize(
    ("shown", "step", "least", "most"),
    [
        (Printed(26, 50.0, 40.0, 60.0), 1.0, 9.0, 10.0),  # both ends are known
        (Printed(26, 79.0, 60.0, 100.0), 10.0, 10.5, 19.5),  # cut off, and no shorter
        (Printed(26, 21.0, 0.0, 40.0), 10.0, 10.5, 19.5),
        (Printed(26, 50.0, 0.0, 100.0), 10.0, 40.0, np.inf),
    ],
)
def test_a_range_that_is_cut_off_was_no_shorter(
    shown: Printed, step: float, least: float, most: float
) -> None:
    by = np.sqrt(26) / 2.0595386  # Student’s t of 25

    narrow, wide = spread_between(26, shown, (1.0, step))

    assert narrow / by == pytest.approx(least, rel=1e-6)
    assert wide / by == pytest.approx(most, rel=1e-6)


def test_neighborhoods_have_an_index_beyond_what_a_table_has_columns_for() -> None:
    homes = [f"ward-{number:02}" for number in range(5 * MOST_GROUPS)]
    people = people_of(5, 40 * len(homes), homes)

    index = published(people, homes).index[Measure.SAFETY]

    assert set(index) == {"", *homes}


def test_an_index_that_takes_too_long_ends_and_results_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    homes = ("ash", "birch", "cedar")
    people = people_of(3, 200, homes)
    monkeypatch.setattr(tables, "MOST_PROGRAMS", -1)

    found = published(people, homes)

    assert found.index[Measure.SAFETY] == {}
    assert any(count for count in found.tables["alone"]["parts"][0]["counts"])


class TooWideError(Exception):
    """A program with too many unknown numbers."""


def test_four_times_the_neighborhoods_make_no_program_larger(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wide, most = [0], 10_000
    look = View.look

    def measuring(view: View, goal: attacking.Numbers, bounds: Any) -> None:
        wide.append(len(goal))
        if len(goal) > most:
            raise TooWideError
        look(view, goal, bounds)

    monkeypatch.setattr(View, "look", measuring)

    def count(many: int) -> None:
        homes = [f"ward-{number:02}" for number in range(many)]
        published(people_of(6, 40 * many, homes), homes)

    count(10)
    most = 2 * max(wide)
    count(40)

    monkeypatch.setattr(attacking, "MOST_OPEN", (1_000,))
    with pytest.raises(TooWideError):
        count(40)


def test_points_found_before_are_brought_back_to_what_is_known() -> None:
    """Eight and twelve: nought to twenty are possible, then two to eighteen, then few."""
    attacker = attacking.Attacker(
        np.array([8.0, 12.0]),
        np.zeros(2),
        np.full(2, np.inf),
        [0],
        [([0, 1], [1.0, 1.0], 20.0)],
    )
    assert attacker.is_vague(0)
    looked = attacker.programs

    attacker.learns([([0, 1], [1.0, -1.0], -16.0, 16.0)])
    assert attacker.is_vague(0)
    assert attacker.programs == looked

    attacker.learns([([0, 1], [1.0, -1.0], -6.0, 0.0)])
    assert not attacker.is_vague(0)

    attacker.forgets()
    assert attacker.is_vague(0)


def test_beside_a_question_the_spread_is_told_as_it_is_printed() -> None:
    """From 1.8 to 2.2 is printed: half of it is 0.2, give or take 0.05."""
    told = _mean_tells((1.0, 2.0, 3.0), [2.0, 1.8, 2.2], 10.0)

    assert told[2][3] == pytest.approx(-((0.25 * 10) ** 2))
    assert told[3][2] == pytest.approx(-((0.15 * 10) ** 2))
