"""What those who make a survey look at: its parts in order, and what is still missing."""

from __future__ import annotations

from dataclasses import dataclass, field

from feedback.checking import Fault, faults_of
from feedback.library import is_of_module
from feedback.models import Survey, Version
from feedback.queries.shapes import shape_of
from feedback.shapes import Question, Section, Shape, word_of
from feedback.texts import missing_in, texts_of
from feedback.wording import conditions_words, fault_words


@dataclass(frozen=True)
class Asked:
    """A question or a part with its conditions and faults in words."""

    what: Question | Section
    text: str
    match: str
    conditions: list[str]
    faults: list[str] = field(default_factory=list)
    questions: list[Asked] = field(default_factory=list)
    is_of_module: bool = False
    options_said: list[str] = field(default_factory=list)
    rows_said: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Plan:
    """The newest questions of a survey as its makers see them."""

    version: Version
    shape: Shape
    language: str
    sections: list[Asked]
    faults: list[Fault]
    of_all: list[str]  # faults of the whole
    missing: dict[str, int]  # language → texts that are not said in it

    @property
    def count(self) -> int:
        return len(self.shape.questions)


def plan_of(survey: Survey, version: Version) -> Plan:
    """Read a version for those who work on it."""
    shape, language = shape_of(version), survey.languages[0]
    faults = faults_of(shape)
    texts = texts_of(survey.words, shape)
    return Plan(
        version,
        shape,
        language,
        [_section(one, shape, language, faults) for one in shape.sections],
        faults,
        [fault_words(one, shape, language) for one in faults if not one.section],
        {code: missing_in(texts, code) for code in survey.languages[1:]},
    )


def _section(
    section: Section, shape: Shape, language: str, faults: list[Fault]
) -> Asked:
    mine = [one for one in faults if one.section == section.key]
    return Asked(
        section,
        section.title(language),
        section.shown_if.match,
        conditions_words(section.shown_if, shape, language),
        [fault_words(one, shape, language) for one in mine if not one.question],
        [_question(one, shape, language, mine) for one in section.questions],
        is_of_module(section.key),
    )


def _question(
    question: Question, shape: Shape, language: str, faults: list[Fault]
) -> Asked:
    mine = [one for one in faults if one.question == question.key]
    return Asked(
        question,
        word_of(question.words, "text", language),
        question.shown_if.match,
        conditions_words(question.shown_if, shape, language),
        [fault_words(one, shape, language) for one in mine],
        options_said=[one.label(language) for one in question.options],
        rows_said=[one.label(language) for one in question.rows],
    )
