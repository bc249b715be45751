"""The way through a survey: what is wrong with it is found, and nothing else."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.checking import (
    MOST_STEPS,
    Fault,
    FaultKind,
    TangledError,
    faults_of,
    reached,
    values_of,
)
from feedback.choices import Match, QuestionKind
from feedback.choices import Test as Asks
from feedback.flow import asked, section_after
from feedback.shapes import ALWAYS, Condition, Option, Question, Section, Shape, ShownIf

AB = tuple(Option(code, {"en": code}) for code in ("a", "b", "c"))
ROWS = tuple(Option(code, {"en": code}) for code in ("r1", "r2"))
WORDS = {"en": {"text": "?"}}
KINDS = [
    QuestionKind.SINGLE,
    QuestionKind.MULTIPLE,
    QuestionKind.SCALE,
    QuestionKind.MATRIX,
    QuestionKind.CONSENT,
    QuestionKind.SHORT,
]


def q(key: str, *conditions: Condition, **fields: Any) -> Question:
    plain = {"kind": QuestionKind.SINGLE, "options": AB, "words": WORDS}
    shown_if = ShownIf(fields.pop("match", Match.ALL), conditions)
    return Question(**(plain | fields | {"key": key, "shown_if": shown_if}))


def iff(question: str, *values: str, test: str = Asks.IS, row: str = "") -> Condition:
    return Condition(question, test, values, row)


def shape(*sections: tuple[Question, ...] | list[Question]) -> Shape:
    return Shape(
        tuple(
            Section(f"s{number}", {"en": {"title": "One"}}, tuple(questions))
            for number, questions in enumerate(sections)
        )
    )


def test_a_survey_whose_questions_can_all_be_asked_has_no_fault() -> None:
    whole = shape(
        [q("one"), q("two", iff("one", "a"))],
        [q("three", iff("two", test=Asks.ANSWERED)), q("four", iff("one", "b", "c"))],
    )

    assert faults_of(whole) == []
    assert [*reached(whole)] == ["one", "two", "three", "four"]


@pytest.mark.parametrize(
    ("wrong", "faults"),
    [
        (
            shape([q("one", iff("one", "a")), q("free")]),
            [
                Fault(FaultKind.CIRCULAR, "s0", "one", "one"),
                Fault(FaultKind.UNREACHABLE, "s0", "one"),
            ],
        ),
        (
            shape([q("free"), q("one", iff("two", "a")), q("two", iff("one", "a"))]),
            [
                Fault(FaultKind.CIRCULAR, "s0", "one", "two"),
                Fault(FaultKind.UNREACHABLE, "s0", "one"),
                Fault(FaultKind.UNREACHABLE, "s0", "two"),
            ],
        ),
        (
            shape([q("one", iff("two", "a")), q("two")]),
            [
                Fault(FaultKind.FORWARD, "s0", "one", "two"),
                Fault(FaultKind.UNREACHABLE, "s0", "one"),
            ],
        ),
        (
            shape([q("one"), q("two", iff("gone", "a"))]),
            [
                Fault(FaultKind.NO_QUESTION, "s0", "two", "gone"),
                Fault(FaultKind.UNREACHABLE, "s0", "two"),
            ],
        ),
        (
            shape([q("one"), q("two", iff("one", "z"))]),
            [
                Fault(FaultKind.NO_ANSWER, "s0", "two", "one"),
                Fault(FaultKind.UNREACHABLE, "s0", "two"),
            ],
        ),
        (
            shape([q("one", kind=QuestionKind.LONG), q("two", iff("one", "z"))]),
            [
                Fault(FaultKind.NOT_COMPARED, "s0", "two", "one"),
                Fault(FaultKind.UNREACHABLE, "s0", "two"),
            ],
        ),
        (
            shape([q("one"), q("two", iff("one", "a"), iff("one", "b"))]),
            [Fault(FaultKind.UNREACHABLE, "s0", "two")],
        ),
        (
            shape(
                [q("one"), q("two", iff("one", "a"))],
                [q("three", iff("two", "a"), iff("one", "b"))],
            ),
            [Fault(FaultKind.SECTION_UNREACHABLE, "s1")],
        ),
        (shape([q("one")], []), [Fault(FaultKind.EMPTY_SECTION, "s1")]),
        (
            shape([q("one", options=(), is_required=True)]),
            [Fault(FaultKind.UNANSWERABLE, "s0", "one")],
        ),
        (
            shape([q("one", kind=QuestionKind.SCALE, lowest=5, highest=5)]),
            [Fault(FaultKind.UNANSWERABLE, "s0", "one")],
        ),
        (
            shape([q("one", iff("two", "a"))], [q("two", iff("one", "a"))]),
            [
                Fault(FaultKind.CIRCULAR, "s0", "one", "two"),
                Fault(FaultKind.SECTION_UNREACHABLE, "s0"),
                Fault(FaultKind.SECTION_UNREACHABLE, "s1"),
                Fault(FaultKind.NOTHING_ASKED),
            ],
        ),
    ],
)
def test_each_sort_of_fault_is_found_where_it_is(
    wrong: Shape, faults: list[Fault]
) -> None:
    assert faults_of(wrong) == faults


def test_a_required_question_cannot_be_left_out_to_reach_another() -> None:
    never = iff("one", "a", "b", "c", test=Asks.IS_NOT)
    assert faults_of(shape([q("one", is_required=True), q("two", never)])) == [
        Fault(FaultKind.UNREACHABLE, "s0", "two")
    ]


def test_so_few_answers_may_be_chosen_that_two_conditions_never_meet() -> None:
    both = (iff("one", "a"), iff("one", "b"))
    one = {"kind": QuestionKind.MULTIPLE, "most": 1}

    assert faults_of(shape([q("one", **one), q("two", *both)])) == [
        Fault(FaultKind.UNREACHABLE, "s0", "two")
    ]
    one["most"] = 2
    assert faults_of(shape([q("one", **one), q("two", *both)])) == []


def test_sections_have_conditions_too() -> None:
    first = Section("s0", {}, (q("one"),))
    never = ShownIf(Match.ALL, (iff("one", "a"), iff("one", "b")))
    second = Section("s1", {}, (q("two"),), never)
    looped = Section("s1", {}, (q("two"),), ShownIf(Match.ALL, (iff("two", "a"),)))

    assert faults_of(Shape((first, second))) == [
        Fault(FaultKind.SECTION_UNREACHABLE, "s1")
    ]
    assert faults_of(Shape((first, looped))) == [
        Fault(FaultKind.CIRCULAR, "s1", "", "two"),
        Fault(FaultKind.SECTION_UNREACHABLE, "s1"),
    ]


def test_what_hangs_together_too_much_is_refused_and_not_looked_at_for_ever() -> None:
    many = [q(f"q{number}") for number in range(40)]
    last = [
        q(f"e{number}", iff(f"q{number}", "a"), iff(f"q{number}", "b"))
        for number in range(40)
    ]

    assert MOST_STEPS <= 300_000
    with pytest.raises(TangledError):
        reached(shape(many, last))
    assert faults_of(shape(many, last)) == [Fault(FaultKind.TANGLED)]


# -- over any conditions at all --------------------------------------------------------


def _answer(question: Question, chance: Random) -> Any:
    """Any answer that fits; none only to what may be left out."""
    values = values_of(question)
    if not question.is_required and chance.random() < 0.25:
        return None
    if question.kind == QuestionKind.MULTIPLE:
        most = min(question.most or len(AB), len(AB))
        return chance.sample(["a", "b", "c"], chance.randint(1, most))
    if question.kind == QuestionKind.MATRIX:
        rows = [r for r in ROWS if question.is_required or chance.random() < 0.8]
        return {row.code: chance.choice(values) for row in rows}
    if question.kind == QuestionKind.SCALE:
        return int(chance.choice(values))
    return "words" if question.kind == QuestionKind.SHORT else chance.choice(values)


@st.composite
def _conditions(
    draw: st.DrawFn, keys: list[str], kinds: dict[str, QuestionKind]
) -> ShownIf:
    conditions = []
    for _number in range(draw(st.integers(0, 2))):
        key = draw(st.sampled_from(keys))
        kind = kinds[key]
        is_text = kind == QuestionKind.SHORT
        test = Asks.ANSWERED if is_text else draw(st.sampled_from([*Asks]))
        values = {QuestionKind.SCALE: ["1", "2", "3"], QuestionKind.CONSENT: ["yes"]}
        some = draw(
            st.lists(
                st.sampled_from(values.get(kind, ["a", "b", "c"])),
                max_size=2,
                unique=True,
            )
        )
        row = draw(st.sampled_from(["r1", "r2"])) if kind == "matrix" else ""
        conditions.append(Condition(key, test, tuple(some), row))
    if not conditions:
        return ALWAYS
    return ShownIf(draw(st.sampled_from([*Match])), tuple(conditions))


@st.composite
def _shapes(draw: st.DrawFn) -> Shape:
    sizes = draw(st.lists(st.integers(0, 3), min_size=1, max_size=4))
    keys = [f"q{number}" for number in range(max(sum(sizes), 1))]
    kinds = {key: draw(st.sampled_from(KINDS)) for key in keys}
    left, sections = iter(keys), []
    for number, size in enumerate(sizes):
        questions = tuple(
            Question(
                key,
                kinds[key],
                WORDS,
                options=AB,
                rows=ROWS,
                lowest=1,
                highest=3,
                most=draw(st.sampled_from([None, 1, 2])),
                is_required=draw(st.booleans()),
                shown_if=draw(_conditions(keys, kinds)),
            )
            for key in [next(left) for _ in range(size)]
        )
        shown_if = draw(_conditions(keys, kinds))
        sections.append(Section(f"s{number}", {}, questions, shown_if))
    return Shape(tuple(sections))


@settings(max_examples=40, deadline=None)
@given(_shapes(), st.integers(0, 2**32))
def test_every_path_ends_and_what_is_called_unreachable_is_never_asked(
    any_shape: Shape, seed: int
) -> None:
    chance = Random(seed)  # noqa: S311 - nothing secret is drawn
    found = reached(any_shape)
    told = {f.question for f in faults_of(any_shape) if f.kind == FaultKind.UNREACHABLE}
    assert not told & set(found)

    for key, witness in found.items():
        assert key in _asked(any_shape, witness)
    for _walk in range(500):
        answers = {
            question.key: value
            for question in any_shape.all_questions()
            if (value := _answer(question, chance)) is not None
        }
        assert _asked(any_shape, answers) <= set(found)
        number, steps = section_after(any_shape, answers, None), 1
        while number is not None:
            number, steps = section_after(any_shape, answers, number), steps + 1
        assert steps <= len(any_shape.sections) + 1


def _asked(any_shape: Shape, answers: Any) -> set[str]:
    return {
        question.key
        for _number, section in asked(any_shape, answers)
        for question in section.questions
    }
