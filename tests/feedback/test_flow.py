"""The way through a survey: only forward, and only what is asked counts."""

from __future__ import annotations

from feedback.choices import Match, QuestionKind
from feedback.choices import Test as Asks
from feedback.flow import (
    asked,
    asked_section,
    section_after,
    section_before,
    standing_answers,
)
from feedback.shapes import Condition, Option, Question, Section, Shape, ShownIf

YES_NO = (Option("yes", {"en": "Yes"}), Option("no", {"en": "No"}))


def single(key: str, *conditions: Condition, match: str = Match.ALL) -> Question:
    return Question(
        key, QuestionKind.SINGLE, {}, YES_NO, shown_if=ShownIf(match, conditions)
    )


def after(question: str, *values: str, test: str = Asks.IS, row: str = "") -> Condition:
    return Condition(question, test, values, row)


def keys(shape: Shape, **answers: object) -> list[str]:
    return [q.key for _at, section in asked(shape, answers) for q in section.questions]


def test_a_question_is_asked_after_the_answers_it_names() -> None:
    shape = Shape(
        (
            Section("a", {}, (single("walk"),)),
            Section(
                "b",
                {},
                (
                    single("dark", after("walk", "yes")),
                    single("why", after("walk", "yes", test=Asks.IS_NOT)),
                    single("both", after("walk", test=Asks.ANSWERED)),
                ),
            ),
        )
    )

    assert keys(shape) == ["walk"]
    assert keys(shape, walk="yes") == ["walk", "dark", "both"]
    assert keys(shape, walk="no") == ["walk", "why", "both"]


def test_any_of_several_conditions_or_all_of_them() -> None:
    both = (after("a", "yes"), after("b", "yes"))
    first = Section("1", {}, (single("a"), single("b")))

    for match, wanted in ((Match.ALL, ["a", "b"]), (Match.ANY, ["a", "b", "c"])):
        shape = Shape((first, Section("2", {}, (single("c", *both, match=match),))))
        assert keys(shape, a="yes", b="no") == wanted


def test_answers_of_every_kind_are_read() -> None:
    rows = (Option("lamps", {}), Option("roads", {}))
    matrix = Question("m", QuestionKind.MATRIX, {}, YES_NO, rows)
    several = Question("s", QuestionKind.MULTIPLE, {}, YES_NO)
    scale = Question("n", QuestionKind.SCALE, {}, lowest=1, highest=5)
    asks = (
        single("by_row", after("m", "yes", row="lamps")),
        single("by_one", after("s", "no")),
        single("by_number", after("n", "4", "5")),
    )
    shape = Shape((Section("1", {}, (matrix, several, scale)), Section("2", {}, asks)))

    given = {"m": {"lamps": "yes", "roads": "no"}, "s": ["yes", "no"], "n": 4}
    assert keys(shape, **given)[3:] == ["by_row", "by_one", "by_number"]
    assert keys(shape, m={"roads": "yes"}, s=["yes"], n=3)[3:] == []


def test_answers_to_what_is_no_longer_asked_do_not_count() -> None:
    shape = Shape(
        (
            Section("1", {}, (single("a"),)),
            Section("2", {}, (single("b", after("a", "yes")),)),
            Section("3", {}, (single("c", after("b", "yes")),)),
        )
    )
    given = {"a": "no", "b": "yes", "c": "yes"}

    assert standing_answers(shape, given) == {"a": "no"}
    assert standing_answers(shape, given | {"a": "yes"}) == given | {"a": "yes"}


def test_sections_that_are_not_asked_are_passed_by_in_both_directions() -> None:
    shape = Shape(
        (
            Section("1", {}, (single("a"),)),
            Section("2", {}, (single("b"),), ShownIf(Match.ALL, (after("a", "yes"),))),
            Section("3", {}, (single("c"),)),
        )
    )

    assert [section_after(shape, {"a": "no"}, at) for at in (None, 0, 2)] == [
        0,
        2,
        None,
    ]
    assert [section_before(shape, {"a": "no"}, at) for at in (0, 2, None)] == [
        None,
        0,
        2,
    ]
    assert section_after(shape, {"a": "yes"}, 0) == 1
    assert asked_section(shape, {"a": "no"}, 1) is None


def test_a_condition_on_a_later_question_is_as_if_it_was_not_answered() -> None:
    shape = Shape(
        (
            Section("1", {}, (single("a", after("b", "yes")),)),
            Section("2", {}, (single("b", after("a", "yes")),)),
        )
    )

    assert keys(shape, a="yes", b="yes") == []
    assert section_after(shape, {"a": "yes", "b": "yes"}, None) is None
