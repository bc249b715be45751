"""A survey's questions as plain values: what pages, checks and figures read. Pure.

A shape is read from a version's rows once (`queries.shapes.shape_of`); whatever walks
through a survey, checks answers or counts them works on shapes and never on the tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from feedback.choices import Match, QuestionKind, Test

Answers = Mapping[str, Any]  # by the key of the question; see `answers.py`
Words = Mapping[str, Mapping[str, str]]  # language → which words → the words


@dataclass(frozen=True)
class Option:
    """One answer that can be chosen, or one statement of a matrix."""

    code: str
    words: Mapping[str, str]  # by language

    def label(self, language: str) -> str:
        return in_language(self.words, language)


@dataclass(frozen=True)
class Condition:
    """What an earlier answer must be; `row` is the statement of a matrix."""

    question: str
    test: str = Test.IS
    values: tuple[str, ...] = ()
    row: str = ""


@dataclass(frozen=True)
class ShownIf:
    """When something is asked; without conditions always."""

    match: str = Match.ALL
    conditions: tuple[Condition, ...] = ()


ALWAYS: Final = ShownIf()


@dataclass(frozen=True)
class Question:
    """One question; `options` are its answers, `rows` the statements of a matrix."""

    key: str
    kind: str
    words: Words
    options: tuple[Option, ...] = ()
    rows: tuple[Option, ...] = ()
    lowest: int | None = None  # of a scale or a number
    highest: int | None = None
    most: int | None = None  # how many answers may be chosen, or characters written
    is_required: bool = False
    is_personal: bool = False
    trait: str = ""  # of places.Trait: which groups of the population its answers are
    measure: str = ""
    is_reversed: bool = False
    source: str = ""
    shown_if: ShownIf = ALWAYS

    def text(self, language: str) -> str:
        return word_of(self.words, "text", language)

    def hint(self, language: str) -> str:
        return word_of(self.words, "hint", language)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(option.code for option in self.options)


@dataclass(frozen=True)
class Section:
    """One page of a survey."""

    key: str
    words: Words
    questions: tuple[Question, ...] = ()
    shown_if: ShownIf = ALWAYS

    def title(self, language: str) -> str:
        return word_of(self.words, "title", language)

    def intro(self, language: str) -> str:
        return word_of(self.words, "intro", language)


@dataclass(frozen=True)
class Shape:
    """All that a version asks, in its order."""

    sections: tuple[Section, ...] = ()
    languages: tuple[str, ...] = ()
    questions: Mapping[str, Question] = field(init=False)

    def __post_init__(self) -> None:
        by_key = {question.key: question for question in self.all_questions()}
        object.__setattr__(self, "questions", by_key)

    def all_questions(self) -> Iterator[Question]:
        for section in self.sections:
            yield from section.questions


def in_language(words: Mapping[str, str], language: str) -> str:
    """Give the words in a language, else in the first there is."""
    return words.get(language) or next((said for said in words.values() if said), "")


def word_of(words: Words, which: str, language: str) -> str:
    """Give one of several words in a language, else in the first that has it."""
    said = {code: told.get(which, "") for code, told in words.items()}
    return in_language(said, language)


# -- rows of the tables hold these as plain values -------------------------------------


def options_from(plain: list[dict[str, Any]]) -> tuple[Option, ...]:
    return tuple(Option(one["code"], one["words"]) for one in plain)


def shown_if_from(plain: dict[str, Any]) -> ShownIf:
    """Read when something is shown; an empty value is always."""
    if not plain:
        return ALWAYS
    conditions = tuple(
        Condition(
            question=one["question"],
            test=one["test"],
            values=tuple(one.get("values", ())),
            row=one.get("row", ""),
        )
        for one in plain["conditions"]
    )
    return ShownIf(plain["match"], conditions)


def plain_shown_if(shown_if: ShownIf) -> dict[str, Any]:
    """Write when something is shown as the tables hold it."""
    if not shown_if.conditions:
        return {}
    conditions = [
        {
            "question": one.question,
            "test": one.test,
            "values": list(one.values),
            "row": one.row,
        }
        for one in shown_if.conditions
    ]
    return {"match": shown_if.match, "conditions": conditions}


def is_chosen_from(kind: str) -> bool:
    """Tell whether a kind of question has options to choose from."""
    return kind in {
        QuestionKind.SINGLE,
        QuestionKind.MULTIPLE,
        QuestionKind.RANKING,
        QuestionKind.MATRIX,
    }
