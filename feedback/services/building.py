"""Writing the sections and questions of a survey, until somebody has answered it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from engagement.people.models import User
from engagement.places.choices import Trait
from engagement.places.queries import groups_of
from feedback.bounds import (
    LONGEST,
    LONGEST_SOURCE,
    MOST_OPTIONS,
    MOST_POINTS,
    MOST_QUESTIONS,
    MOST_ROWS,
    MOST_SECTIONS,
)
from feedback.choices import QuestionKind
from feedback.errors import SurveyIncompleteError
from feedback.library import is_of_module
from feedback.models import Question, Section, Survey, Version
from feedback.services.locks import note, survey_of_editor, version_to_change
from feedback.services.whole import require_whole

_KEY = 30


class Step(StrEnum):
    """One press of a button beside a section or a question."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, kw_only=True)
class QuestionWords:
    """What is typed about a question, in the survey’s first language.

    `options` and `rows` are their words, one after the other; those that are there
    already keep their codes, and what other languages say of them.
    """

    kind: str
    text: str
    hint: str = ""
    low: str = ""
    high: str = ""
    options: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    lowest: int | None = None
    highest: int | None = None
    most: int | None = None
    is_required: bool = False
    is_personal: bool = False
    trait: str = ""
    measure: str = ""
    is_reversed: bool = False
    source: str = ""


@transaction.atomic
def add_section(
    *, survey_id: int, title: str, intro: str, actor: User, now: datetime
) -> Section:
    """Put one more page at the end of a survey.

    Raises NotAllowedError, QuestionsFrozenError, SurveyIncompleteError.
    """
    survey = survey_of_editor(survey_id, actor)
    version = version_to_change(survey)
    require_room(version, sections=1)
    words = _said({}, survey, title=title, intro=intro)
    if not title:
        raise SurveyIncompleteError(_("Give this part a title."))
    section = Section.objects.create(
        version=version,
        key=new_key(title, version.sections.values_list("key", flat=True), "part"),
        position=version.sections.count(),
        words=words,
    )
    require_whole(survey)
    note(survey, actor, "survey.edit_questions", now, section=section.key)
    return section


@transaction.atomic
def edit_section(
    *, survey_id: int, key: str, title: str, intro: str, actor: User, now: datetime
) -> Section:
    """Change what a page of a survey says.

    Raises NotAllowedError, QuestionsFrozenError, SurveyIncompleteError.
    """
    survey = survey_of_editor(survey_id, actor)
    section = _section(version_to_change(survey), key)
    if not title:
        raise SurveyIncompleteError(_("Give this part a title."))
    section.words = _said(section.words, survey, title=title, intro=intro)
    section.save(update_fields=["words"])
    require_whole(survey)
    note(survey, actor, "survey.edit_questions", now, section=key)
    return section


@transaction.atomic
def move_section(
    *, survey_id: int, key: str, step: Step, actor: User, now: datetime
) -> None:
    """Move a page of a survey up or down. Raises NotAllowedError, QuestionsFrozenError."""
    survey = survey_of_editor(survey_id, actor)
    version = version_to_change(survey)
    _move([*version.sections.order_by("position", "pk")], key, step)
    require_whole(survey)
    note(survey, actor, "survey.edit_questions", now, section=key)


@transaction.atomic
def remove_section(*, survey_id: int, key: str, actor: User, now: datetime) -> None:
    """Take a page with all its questions out. Raises NotAllowedError, QuestionsFrozenError."""
    survey = survey_of_editor(survey_id, actor)
    version = version_to_change(survey)
    _section(version, key).delete()
    _number([*version.sections.order_by("position", "pk")])
    require_whole(survey)
    note(survey, actor, "survey.edit_questions", now, section=key)


@transaction.atomic
def add_question(
    *, survey_id: int, section: str, words: QuestionWords, actor: User, now: datetime
) -> Question:
    """Ask one more thing at the end of a page.

    Raises NotAllowedError, QuestionsFrozenError, SurveyIncompleteError.
    """
    survey = survey_of_editor(survey_id, actor)
    version = version_to_change(survey)
    page = _section(version, section)
    _require_own(page)
    require_room(version, questions=1)
    question = Question(
        version=version,
        section=page,
        key=new_key(words.text, version.questions.values_list("key", flat=True), "q"),
        position=page.questions.count(),
    )
    _fill(question, survey, words)
    question.save()
    require_whole(survey)
    note(survey, actor, "survey.edit_questions", now, question=question.key)
    return question


@transaction.atomic
def edit_question(
    *, survey_id: int, key: str, words: QuestionWords, actor: User, now: datetime
) -> Question:
    """Change a question; its key stays.

    Raises NotAllowedError, QuestionsFrozenError, SurveyIncompleteError.
    """
    survey = survey_of_editor(survey_id, actor)
    question = _question(version_to_change(survey), key)
    _require_own(question.section)
    _fill(question, survey, words)
    question.save()
    require_whole(survey)
    note(survey, actor, "survey.edit_questions", now, question=key)
    return question


@transaction.atomic
def move_question(
    *, survey_id: int, key: str, step: Step, actor: User, now: datetime
) -> None:
    """Move a question within its page.

    Raises NotAllowedError, QuestionsFrozenError, SurveyIncompleteError.
    """
    survey = survey_of_editor(survey_id, actor)
    question = _question(version_to_change(survey), key)
    _require_own(question.section)
    _move([*question.section.questions.order_by("position", "pk")], key, step)
    require_whole(survey)
    note(survey, actor, "survey.edit_questions", now, question=key)


@transaction.atomic
def remove_question(*, survey_id: int, key: str, actor: User, now: datetime) -> None:
    """Ask it no more.

    Raises NotAllowedError, QuestionsFrozenError, SurveyIncompleteError.
    """
    survey = survey_of_editor(survey_id, actor)
    question = _question(version_to_change(survey), key)
    _require_own(question.section)
    section = question.section
    question.delete()
    _number([*section.questions.order_by("position", "pk")])
    require_whole(survey)
    note(survey, actor, "survey.edit_questions", now, question=key)


def require_room(version: Version, *, sections: int = 0, questions: int = 0) -> None:
    """Raise SurveyIncompleteError where a survey would get longer than people bear."""
    if version.sections.count() + sections > MOST_SECTIONS:
        raise SurveyIncompleteError(
            _("A survey has at most %(most)d parts. Make it shorter.")
            % {"most": MOST_SECTIONS}
        )
    if version.questions.count() + questions > MOST_QUESTIONS:
        raise SurveyIncompleteError(
            _("A survey has at most %(most)d questions. Make it shorter.")
            % {"most": MOST_QUESTIONS}
        )


def new_key(words: str, taken: Any, instead: str) -> str:
    """Make a name for something out of its words that nothing else has."""
    names = {"new", *taken}  # “new” is an address of its own
    base = slugify(words)[:_KEY].strip("-") or instead
    key, number = base, 1
    while key in names or is_of_module(key):
        number += 1
        key = f"{base}-{number}"
    return key


def _fill(question: Question, survey: Survey, words: QuestionWords) -> None:
    words = _fitting(words)
    first = survey.languages[0]
    question.kind = words.kind
    question.words = _said(
        question.words,
        survey,
        text=words.text,
        hint=words.hint,
        low=words.low,
        high=words.high,
    )
    question.options = (
        _groups(words.trait, survey.languages)
        if words.trait
        else _lines(question.options, words.options, first)
    )
    question.rows = _lines(question.rows, words.rows, first)
    for name in [
        "lowest",
        "highest",
        "most",
        "is_required",
        "is_personal",
        "trait",
        "measure",
        "is_reversed",
        "source",
    ]:
        setattr(question, name, getattr(words, name))


def _fitting(words: QuestionWords) -> QuestionWords:
    """Check what every question needs; a trait is always personal, with one answer."""
    if not words.text:
        raise SurveyIncompleteError(_("Write the question."))
    if len(words.options) > MOST_OPTIONS or len(words.rows) > MOST_ROWS:
        raise SurveyIncompleteError(
            _(
                "That is too much to choose from: at most %(options)d answers and %(rows)d statements."
            )
            % {"options": MOST_OPTIONS, "rows": MOST_ROWS}
        )
    for lines in (words.options, words.rows):
        if len({line.casefold() for line in lines}) != len(lines):
            raise SurveyIncompleteError(_("Two of the lines are the same."))
        if any(len(line) > LONGEST["label"] for line in lines):
            raise SurveyIncompleteError(
                _("Use %(longest)d characters or fewer in a line.")
                % {"longest": LONGEST["label"]}
            )
    _require_kind(words)
    if words.trait:
        return replace(
            words, kind=QuestionKind.SINGLE, is_personal=True, trait=Trait(words.trait)
        )
    return words


def _require_kind(words: QuestionWords) -> None:
    if words.kind == QuestionKind.SCALE and not 0 < _points(words) < MOST_POINTS:
        raise SurveyIncompleteError(
            _("A scale goes up from its lowest number, by %(most)d at most.")
            % {"most": MOST_POINTS - 1}
        )
    if words.kind not in QuestionKind.values or len(words.source) > LONGEST_SOURCE:
        raise SurveyIncompleteError(_("Choose what kind of question it is."))


def _points(words: QuestionWords) -> int:
    """How far a scale goes; nothing without both ends."""
    if words.lowest is None or words.highest is None:
        return 0
    return words.highest - words.lowest


def _said(old: Any, survey: Survey, **typed: str) -> dict[str, Any]:
    """Put words of the survey’s first language in; the other languages keep theirs."""
    first = survey.languages[0]
    for which, said in typed.items():
        if len(said) > LONGEST[which]:
            raise SurveyIncompleteError(
                _("Use %(longest)d characters or fewer.") % {"longest": LONGEST[which]}
            )
    mine = {**old.get(first, {}), **typed}
    return {**old, first: {which: said for which, said in mine.items() if said}}


def _lines(
    old: list[dict[str, Any]], lines: tuple[str, ...], first: str
) -> list[dict[str, Any]]:
    """Keep what is there by its words; a line changed in its place keeps its code."""
    by_words = {one["words"].get(first, ""): one for one in old}
    spare = [None if one["words"].get(first) in lines else one for one in old]
    taken = {one["code"] for one in old}
    found = []
    for at, line in enumerate(lines):
        kept = by_words.get(line) or (spare[at] if at < len(spare) else None)
        code = kept["code"] if kept else new_key(line, taken, "answer")
        taken.add(code)
        words = kept["words"] if kept else {}
        found.append({"code": code, "words": {**words, first: line}})
    return found


def _groups(trait: str, languages: list[str]) -> list[dict[str, Any]]:
    """Give the town’s groups of a trait as answers, in the languages the site speaks."""
    groups = groups_of(trait)
    written = {code for code, _name in settings.LANGUAGES}
    said = [languages[0], *(code for code in languages[1:] if code in written)]
    found = []
    for code, name in groups.items():
        words = {}
        for language in said:
            with override(language):
                words[language] = str(name)
        found.append({"code": code, "words": words})
    return found


def _section(version: Version, key: str) -> Section:
    found = version.sections.filter(key=key).first()
    if found is None:
        raise SurveyIncompleteError(_("This part is not there any more."))
    return found


def _question(version: Version, key: str) -> Question:
    found = version.questions.select_related("section").filter(key=key).first()
    if found is None:
        raise SurveyIncompleteError(_("This question is not there any more."))
    return found


def _require_own(section: Section) -> None:
    if is_of_module(section.key):
        raise SurveyIncompleteError(
            _(
                "These questions belong together as they are, so that results can be compared. Take the whole part out instead."
            )
        )


def _move(rows: list[Any], key: str, step: Step) -> None:
    at = next((number for number, row in enumerate(rows) if row.key == key), None)
    to = None if at is None else at + (1 if step == Step.DOWN else -1)
    if at is None or to is None or not 0 <= to < len(rows):
        return
    rows[at], rows[to] = rows[to], rows[at]
    _number(rows)


def _number(rows: list[Any]) -> None:
    for number, row in enumerate(rows):
        if row.position != number:
            row.position = number
            row.save(update_fields=["position"])
