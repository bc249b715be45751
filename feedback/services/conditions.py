"""When a section or a question is asked; drafts may hold what does not work out yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.people.models import User
from feedback.bounds import MOST_CONDITIONS, MOST_OPTIONS
from feedback.choices import Match, Test
from feedback.errors import SurveyIncompleteError
from feedback.library import is_of_module
from feedback.models import Question, Section, Version
from feedback.services.locks import note, survey_of_editor, version_to_change
from feedback.services.whole import require_whole
from feedback.shapes import Condition, ShownIf, plain_shown_if, shown_if_from

SECTION, QUESTION = "section", "question"


@transaction.atomic
def add_condition(
    *,
    survey_id: int,
    what: str,
    key: str,
    condition: Condition,
    actor: User,
    now: datetime,
) -> None:
    """Ask something only after certain answers.

    Raises NotAllowedError, QuestionsFrozenError, SurveyIncompleteError.
    """
    survey = survey_of_editor(survey_id, actor)
    version = version_to_change(survey)
    row = _row(version, what, key)
    shown_if = shown_if_from(row.shown_if)
    if len(shown_if.conditions) >= MOST_CONDITIONS:
        raise SurveyIncompleteError(
            _("At most %(most)d conditions each, so that people can follow them.")
            % {"most": MOST_CONDITIONS}
        )
    _require_sense(version, condition)
    wider = replace(shown_if, conditions=(*shown_if.conditions, condition))
    _keep(row, wider)
    require_whole(survey)
    note(survey, actor, "survey.edit_questions", now, **{what: key})


@transaction.atomic
def take_condition(
    *, survey_id: int, what: str, key: str, at: int, actor: User, now: datetime
) -> None:
    """Take one of the conditions away.

    Raises NotAllowedError, QuestionsFrozenError, SurveyIncompleteError.
    """
    survey = survey_of_editor(survey_id, actor)
    row = _row(version_to_change(survey), what, key)
    shown_if = shown_if_from(row.shown_if)
    left = (*shown_if.conditions[:at], *shown_if.conditions[at + 1 :])
    _keep(row, replace(shown_if, conditions=left))
    require_whole(survey)
    note(survey, actor, "survey.edit_questions", now, **{what: key})


@transaction.atomic
def match_conditions(
    *, survey_id: int, what: str, key: str, match: str, actor: User, now: datetime
) -> None:
    """Say whether all conditions must be met, or any.

    Raises NotAllowedError, QuestionsFrozenError, SurveyIncompleteError.
    """
    survey = survey_of_editor(survey_id, actor)
    row = _row(version_to_change(survey), what, key)
    if match not in Match.values:
        raise SurveyIncompleteError(_("Choose one of the two."))
    _keep(row, replace(shown_if_from(row.shown_if), match=match))
    require_whole(survey)
    note(survey, actor, "survey.edit_questions", now, **{what: key})


def _row(version: Version, what: str, key: str) -> Section | Question:
    rows = version.sections if what == SECTION else version.questions
    found: Section | Question | None = rows.filter(key=key).first()
    if found is None:
        raise SurveyIncompleteError(_("It is not there any more."))
    if isinstance(found, Question) and is_of_module(found.section.key):
        raise SurveyIncompleteError(
            _("These questions are asked together. Give the whole part a condition.")
        )
    return found


def _require_sense(version: Version, condition: Condition) -> None:
    if not version.questions.filter(key=condition.question).exists():
        raise SurveyIncompleteError(_("Choose a question that comes before."))
    if condition.test not in Test.values:
        raise SurveyIncompleteError(_("Choose what the answer has to be."))
    needs_values = condition.test != Test.ANSWERED
    if needs_values and not 0 < len(condition.values) <= MOST_OPTIONS:
        raise SurveyIncompleteError(_("Choose at least one answer."))


def _keep(row: Section | Question, shown_if: ShownIf) -> None:
    row.shown_if = plain_shown_if(shown_if)
    row.save(update_fields=["shown_if"])
