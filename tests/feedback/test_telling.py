"""What the index of a place tells of one item, and how far an attacker looks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from feedback import attacking, tables, telling
from feedback.attacking import View
from feedback.choices import Measure, QuestionKind
from feedback.disclosure import Guard
from feedback.grouping import MOST_GROUPS
from feedback.shapes import Option, Question, Section, Shape
from feedback.tables import Published, published_of

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
    assert any(high - low < np.inf for _truth, (_at, _by, low, high) in rows)


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
