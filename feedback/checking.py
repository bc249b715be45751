"""What is wrong with the way through a survey, found before anybody walks it. Pure.

Every state a respondent can be in is walked through, exactly: a state is which of the
conditions still to come will hold. Answers that make the same of them hold are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, product
from typing import Any, Final

from feedback.bounds import MOST_POINTS
from feedback.choices import RATHER_NOT, Match, QuestionKind, Test
from feedback.flow import asked, holds
from feedback.shapes import Condition, Question, Section, Shape, ShownIf

MOST_STEPS: Final = 300_000  # ways through that are looked at
MOST_CLASSES: Final = 8  # answers of one question that conditions tell apart
_SOMETHING: Final = "0"  # stands for any other answer
# What conditions can compare; of the other kinds they only know whether they answered.
COMPARED: Final = frozenset(
    {
        QuestionKind.SINGLE,
        QuestionKind.MULTIPLE,
        QuestionKind.SCALE,
        QuestionKind.MATRIX,
        QuestionKind.CONSENT,
    }
)
_CHOOSES: Final = frozenset(
    {
        QuestionKind.SINGLE,
        QuestionKind.MULTIPLE,
        QuestionKind.RANKING,
        QuestionKind.MATRIX,
    }
)


class FaultKind(StrEnum):
    CIRCULAR = "circular"
    FORWARD = "forward"
    NO_QUESTION = "no_question"
    NO_ANSWER = "no_answer"
    NOT_COMPARED = "not_compared"
    UNREACHABLE = "unreachable"
    SECTION_UNREACHABLE = "section_unreachable"
    EMPTY_SECTION = "empty_section"
    NOTHING_ASKED = "nothing_asked"
    UNANSWERABLE = "unanswerable"
    TANGLED = "tangled"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and where; `about` is what a condition names."""

    kind: FaultKind
    section: str = ""
    question: str = ""
    about: str = ""


class TangledError(Exception):
    """More ways hang together than can be looked at."""


Witnesses = dict[str, Mapping[str, Any]]  # question → answers that lead to it
_State = frozenset[tuple[int, int]]  # conditions to come that will hold: (item, which)
_States = dict[_State, dict[str, Any]]


def faults_of(shape: Shape) -> list[Fault]:
    """List everything that keeps a survey from being published, in its order."""
    faults = [*_faults_of_conditions(shape), *_faults_of_answers(shape)]
    try:
        found = reached(shape)
    except TangledError:
        return [*faults, Fault(FaultKind.TANGLED)]
    faults += _never_asked(shape, found)
    if not any(True for _ in asked(shape, {})):
        faults.append(Fault(FaultKind.NOTHING_ASKED))
    return faults


# -- conditions that point nowhere, or backwards ---------------------------------------


def _faults_of_conditions(shape: Shape) -> Iterator[Fault]:
    before: set[str] = set()
    needs = _needs(shape)
    for section, question in _items(shape):
        shown = question or section
        own = {question.key} if question else {one.key for one in section.questions}
        for condition in shown.shown_if.conditions:
            fault = _fault_of(shape, condition, before)
            hangs_on = {condition.question, *needs.get(condition.question, ())}
            if fault is FaultKind.FORWARD and own & hangs_on:
                fault = FaultKind.CIRCULAR
            if fault:
                key = question.key if question else ""
                yield Fault(fault, section.key, key, condition.question)
        if question:
            before.add(question.key)


def _items(shape: Shape) -> Iterator[tuple[Section, Question | None]]:
    """Give each section and, after it, each of its questions."""
    for section in shape.sections:
        yield section, None
        for question in section.questions:
            yield section, question


def _fault_of(shape: Shape, condition: Condition, before: set[str]) -> FaultKind | None:
    about = shape.questions.get(condition.question)
    if about is None:
        return FaultKind.NO_QUESTION
    if about.key not in before:
        return FaultKind.FORWARD
    if condition.test == Test.ANSWERED:
        is_row = about.kind != QuestionKind.MATRIX or _has_row(about, condition.row)
        return None if is_row else FaultKind.NO_ANSWER
    if about.kind not in COMPARED:
        return FaultKind.NOT_COMPARED
    known = set(values_of(about))
    fits = bool(condition.values) and set(condition.values) <= known
    if about.kind == QuestionKind.MATRIX:
        fits = fits and _has_row(about, condition.row)
    return None if fits else FaultKind.NO_ANSWER


def _has_row(question: Question, row: str) -> bool:
    return row in {one.code for one in question.rows}


def _needs(shape: Shape) -> dict[str, set[str]]:
    """Give, for each question, all questions its being asked hangs on."""
    needs: dict[str, set[str]] = {}
    for section, question in _items(shape):
        if question:
            named = (*section.shown_if.conditions, *question.shown_if.conditions)
            needs[question.key] = {one.question for one in named} & set(shape.questions)
    is_whole = False
    while not is_whole:
        wider = {
            key: keys.union(*(needs[one] for one in keys))
            for key, keys in needs.items()
        }
        is_whole, needs = wider == needs, wider
    return needs


def values_of(question: Question) -> tuple[str, ...]:
    """List what a condition may ask of an answer; for a matrix, of one of its rows."""
    rather = (RATHER_NOT,) if question.is_personal else ()
    if question.kind == QuestionKind.CONSENT:
        return ("yes",)
    if question.kind == QuestionKind.SCALE:
        lowest, highest = question.lowest or 0, question.highest or 0
        points = range(lowest, min(highest + 1, lowest + MOST_POINTS))
        return (*(str(at) for at in points), *rather)
    return (*question.codes, *rather)


# -- questions nobody can answer, and those nobody is asked ----------------------------


def _faults_of_answers(shape: Shape) -> Iterator[Fault]:
    for section in shape.sections:
        if not section.questions:
            yield Fault(FaultKind.EMPTY_SECTION, section.key)
        for question in section.questions:
            if not can_be_answered(question):
                yield Fault(FaultKind.UNANSWERABLE, section.key, question.key)


def can_be_answered(question: Question) -> bool:
    """Tell whether there is any answer to it."""
    if question.most == 0:
        return False
    if question.kind in _CHOOSES and not question.options:
        return False
    if question.kind == QuestionKind.MATRIX:
        return bool(question.rows)
    if question.kind == QuestionKind.SCALE:
        return (
            question.lowest is not None
            and question.highest is not None
            and question.lowest < question.highest
        )
    bounds = (question.lowest, question.highest)
    return None in bounds or bounds[0] <= bounds[1]  # type: ignore[operator]  # neither is None


def _never_asked(shape: Shape, found: Witnesses) -> Iterator[Fault]:
    for section in shape.sections:
        missed = [one.key for one in section.questions if one.key not in found]
        if section.questions and len(missed) == len(section.questions):
            yield Fault(FaultKind.SECTION_UNREACHABLE, section.key)
            continue
        for key in missed:
            yield Fault(FaultKind.UNREACHABLE, section.key, key)


# -- the exact search ------------------------------------------------------------------


def reached(shape: Shape) -> Witnesses:
    """Give, for each question somebody can be asked, answers that lead to it.

    Raises TangledError.
    """
    search = _Search(shape)
    states: _States = {frozenset(): {}}
    for section in shape.sections:
        states = search.through(section, states)
    return search.found


class _Search:
    def __init__(self, shape: Shape) -> None:
        self.found: Witnesses = {}
        self._steps = 0
        self._number = 0  # of the section or question that comes next
        self._about: dict[str, list[tuple[int, int, Condition]]] = {}
        for item, shown in enumerate(_items(shape)):
            shown_if = (shown[1] or shown[0]).shown_if
            for which, condition in enumerate(shown_if.conditions):
                told = self._about.setdefault(condition.question, [])
                told.append((item, which, condition))

    def through(self, section: Section, states: _States) -> _States:
        """Walk a section in every state: those who are asked it, and those who are not."""
        inside, outside = self._split(section.shown_if, states)
        for question in section.questions:
            shown, hidden = self._split(question.shown_if, inside)
            outside = self._past(outside)
            if shown:
                self.found.setdefault(question.key, next(iter(shown.values())))
            inside = {**hidden, **self._answered(question, shown)}
        return {**outside, **inside}

    def _split(self, shown_if: ShownIf, states: _States) -> tuple[_States, _States]:
        """Part the states by whether the next item is shown; its conditions are done."""
        item, self._number = self._number, self._number + 1
        self._count(len(states))
        shown: _States = {}
        hidden: _States = {}
        for state, answers in states.items():
            kept = frozenset(one for one in state if one[0] != item)
            hold = [(item, n) in state for n in range(len(shown_if.conditions))]
            is_any = shown_if.match == Match.ANY
            is_shown = not hold or (any(hold) if is_any else all(hold))
            (shown if is_shown else hidden).setdefault(kept, answers)
        return shown, hidden

    def _past(self, states: _States) -> _States:
        item = self._number - 1
        gone = [state for state in states if any(one[0] == item for one in state)]
        for state in gone:
            kept = frozenset(one for one in state if one[0] != item)
            states.setdefault(kept, states.pop(state))
        return states

    def _answered(self, question: Question, states: _States) -> _States:
        """Give every state that answering leads to."""
        coming = [
            one for one in self._about.get(question.key, ()) if one[0] >= self._number
        ]
        if not coming:
            return states
        told: _States = {}
        for answer in _answers(question, [one for _item, _which, one in coming]):
            given = {} if answer is None else {question.key: answer}
            true = frozenset(
                (item, which)
                for item, which, one in coming
                if holds(ShownIf(Match.ALL, (one,)), given)
            )
            told.setdefault(true, given)
        self._count(len(told) * len(states))
        found: _States = {}
        for (true, given), (state, before) in product(told.items(), states.items()):
            found.setdefault(state | true, {**before, **given})
        return found

    def _count(self, steps: int) -> None:
        self._steps += steps
        if self._steps > MOST_STEPS:
            raise TangledError


def _answers(question: Question, conditions: list[Condition]) -> Iterator[Any]:
    """Give answers of which one makes hold whatever any answer makes hold."""
    if not question.is_required or not can_be_answered(question):
        yield None
    if not can_be_answered(question):
        return
    if question.kind == QuestionKind.MATRIX:
        yield from _of_matrix(question, conditions)
        return
    if question.kind == QuestionKind.MULTIPLE:
        yield from _of_several(question, conditions)
    elif question.kind in COMPARED:
        yield from _classes(question, conditions)
    else:
        yield _SOMETHING


def _classes(question: Question, conditions: Iterable[Condition]) -> list[str]:
    """Give one value of each sort that the conditions tell apart."""
    told = [frozenset(one.values) for one in conditions]
    classes: dict[tuple[bool, ...], str] = {}
    for value in values_of(question):
        classes.setdefault(tuple(value in one for one in told), value)
    return [*classes.values()]


def _of_several(question: Question, conditions: list[Condition]) -> Iterator[Any]:
    classes = _classes(question, conditions)
    if len(classes) > MOST_CLASSES:
        raise TangledError
    if RATHER_NOT in values_of(question):
        yield RATHER_NOT
    codes = _classes(_plain(question), conditions)
    most = min(question.most or len(codes), len(codes))
    for size in range(1, most + 1):
        yield from (list(some) for some in combinations(codes, size))


def _plain(question: Question) -> Question:
    """The same question without “rather not say”, which is no answer among others."""
    return Question(question.key, question.kind, question.words, question.options)


def _of_matrix(question: Question, conditions: list[Condition]) -> Iterator[Any]:
    rows = [row.code for row in question.rows]
    asked_of = {one.row for one in conditions} & set(rows)
    domains = []
    for row in rows:
        if row not in asked_of:
            domains.append([values_of(question)[0]])
            continue
        of_row = _classes(question, [one for one in conditions if one.row == row])
        domains.append(of_row if question.is_required else [*of_row, ""])
    size = 1
    for domain in domains:
        size *= len(domain)
    if size > 2**MOST_CLASSES:
        raise TangledError
    for given in product(*domains):
        yield {row: code for row, code in zip(rows, given, strict=True) if code}
