"""The sums of the index, held against what was worked out by hand."""

from __future__ import annotations

from typing import Any

from feedback.choices import RATHER_NOT, Measure, QuestionKind
from feedback.indexing import (
    Change,
    Item,
    change_of,
    figure_of,
    items_of,
    score,
    values_of,
)
from feedback.shapes import Option, Question, Section, Shape


def _options(*codes: str) -> tuple[Option, ...]:
    return tuple(Option(code, {"en": code}) for code in codes)


def _shape(*questions: Question) -> Shape:
    return Shape((Section("one", {}, questions),), ("en",))


def _scale(key: str, **fields: Any) -> Question:
    plain: dict[str, Any] = {"lowest": 1, "highest": 5, "measure": Measure.TRUST}
    return Question(key, QuestionKind.SCALE, {}, **(plain | fields))


def test_a_measure_takes_scales_choices_and_each_statement_of_a_matrix() -> None:
    matrix = Question(
        "fair",
        QuestionKind.MATRIX,
        {},
        options=_options("no", "partly", "yes", "dont_know"),
        rows=_options("listen", "explain"),
        measure=Measure.TRUST,
        is_reversed=True,
    )
    single = Question(
        "honest",
        QuestionKind.SINGLE,
        {},
        options=_options("no", "yes"),
        measure=Measure.TRUST,
    )
    other = _scale("safe", measure=Measure.SAFETY)
    endless = Question("many", QuestionKind.NUMBER, {}, measure=Measure.TRUST)
    shape = _shape(_scale("trust"), matrix, single, other, endless)

    assert items_of(shape, Measure.TRUST) == (
        Item("trust", lowest=1, highest=5),
        Item("fair", "listen", ("no", "partly", "yes"), is_reversed=True),
        Item("fair", "explain", ("no", "partly", "yes"), is_reversed=True),
        Item("honest", steps=("no", "yes")),
    )


def test_answers_are_brought_to_a_hundred_and_turned_where_worded_the_other_way() -> (
    None
):
    items = items_of(
        _shape(_scale("a"), _scale("b", is_reversed=True), _scale("c")), Measure.TRUST
    )

    assert score(values_of(items, {"a": 5, "b": 1, "c": 3})) == (100 + 100 + 50) / 3


def test_who_answered_less_than_two_thirds_of_the_items_has_no_value() -> None:
    items = items_of(_shape(_scale("a"), _scale("b"), _scale("c")), Measure.TRUST)

    assert score(values_of(items, {"a": 2, "b": 4})) == (25 + 75) / 2
    assert score(values_of(items, {"a": 2})) is None
    assert score(values_of(items, {"a": 2, "b": RATHER_NOT, "c": 9})) is None
    assert score(()) is None


def test_having_no_opinion_and_strange_values_are_no_answer() -> None:
    item = Item("q", "row", ("no", "yes"))
    number = Item("n", lowest=1, highest=5)

    given: list[Any] = [{"row": "dont_know"}, "no", None, {"row": ["no"]}]
    assert [item.value({"q": value}) for value in given] == [None] * 4
    assert [number.value({"n": value}) for value in ("3", 9, [3], 3)] == [
        None,
        None,
        None,
        50.0,
    ]


def test_a_mean_comes_with_its_range_and_not_for_fewer_than_ten() -> None:
    ten = [0.0, 50.0, 50.0, 50.0, 50.0, 50.0, 50.0, 50.0, 50.0, 100.0]

    figure = figure_of(ten)

    assert figure is not None
    shown = [round(n, 3) for n in (figure.mean, figure.sd, figure.low, figure.high)]
    assert (figure.people, figure.is_indicative) == (10, True)
    # sd = √(5000/9) = 23.570; 2.2622 · 23.570 / √10 = 16.861
    assert shown == [50.0, 23.57, 33.139, 66.861]
    assert figure_of(ten[1:]) is None


def test_a_range_stays_between_nothing_and_a_hundred() -> None:
    figure = figure_of([100.0] * 29 + [0.0])

    assert figure is not None
    assert (figure.high, figure.is_indicative) == (100.0, False)


def test_a_change_is_clear_only_if_its_range_leaves_out_nothing() -> None:
    low, higher = figure_of([40.0, 60.0] * 20), figure_of([60.0, 80.0] * 20)
    near = figure_of([42.0, 62.0] * 20)
    assert low is not None
    assert higher is not None
    assert near is not None

    clear, unclear = change_of(low, higher), change_of(low, near)

    assert (clear.by, clear.is_clear) == (20.0, True)
    assert (unclear.by, unclear.is_clear) == (2.0, False)
    assert [Change(5, 0, 10).is_clear, Change(-5, -9, -1).is_clear] == [False, True]
