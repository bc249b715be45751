"""What a survey says in another language: all its texts, kept together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.people.models import User
from feedback.errors import SurveyIncompleteError
from feedback.models import Question, Section
from feedback.queries.shapes import shape_of
from feedback.services.locks import note, survey_of_editor, version_to_change
from feedback.texts import OF_SURVEY, texts_of

Said = Mapping[str, str]  # by the name of the text


@transaction.atomic
def translate_survey(
    *, survey_id: int, language: str, said: Said, actor: User, now: datetime
) -> None:
    """Keep what is said in one language of those the survey is in.

    Once somebody has answered, what the survey says of itself can still be said better;
    its questions cannot. Raises NotAllowedError, QuestionsFrozenError,
    SurveyIncompleteError.
    """
    survey = survey_of_editor(survey_id, actor)
    if language not in survey.languages[1:]:
        raise SurveyIncompleteError(_("The survey is not asked in this language."))
    newest = survey.versions.order_by("-number").first()
    if newest is None:
        raise SurveyIncompleteError(_("This survey has no questions yet."))
    texts = {text.name: text for text in texts_of(survey.words, shape_of(newest))}
    new = {
        name: words
        for name, words in said.items()
        if name in texts and words != texts[name].said.get(language, "")
    }
    for name, words in new.items():
        if len(words) > texts[name].longest:
            raise SurveyIncompleteError(
                _("Use %(longest)d characters or fewer.")
                % {"longest": texts[name].longest}
            )
    own = {which: new.pop(f"survey.{which}", None) for which in OF_SURVEY}
    survey.words = _with(survey.words, language, own)
    survey.save(update_fields=["words"])
    if new:
        version = version_to_change(survey)
        for section in version.sections.all():
            _say_section(section, language, new)
        for question in version.questions.all():
            _say_question(question, language, new)
    note(survey, actor, "survey.translate", now, language=language)


def _with(words: Any, language: str, new: Mapping[str, str | None]) -> dict[str, Any]:
    mine = {
        **words.get(language, {}),
        **{k: v for k, v in new.items() if v is not None},
    }
    kept = {which: said for which, said in mine.items() if said}
    rest = {code: said for code, said in words.items() if code != language}
    return {**rest, language: kept} if kept else rest


def _named(new: Said, holder: str) -> dict[str, str]:
    return {
        name.partition(".")[2]: words
        for name, words in new.items()
        if name.startswith(f"{holder}.")
    }


def _say_section(section: Section, language: str, new: Said) -> None:
    told = _named(new, f"section:{section.key}")
    if told:
        section.words = _with(section.words, language, told)
        section.save(update_fields=["words"])


def _say_question(question: Question, language: str, new: Said) -> None:
    told = _named(new, f"question:{question.key}")
    question.words = _with(question.words, language, told)
    for name, options in (("option", question.options), ("row", question.rows)):
        for one in options:
            words = new.get(f"{name}:{question.key}:{one['code']}.label")
            if words is not None:
                one["words"] = {**one["words"], language: words}
    question.save(update_fields=["words", "options", "rows"])
