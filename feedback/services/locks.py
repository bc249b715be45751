"""The one order of locks: the survey's row, then the version's, then a wave's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Actor, Viewer
from feedback.errors import QuestionsFrozenError, SurveyIncompleteError
from feedback.models import Survey, Version
from feedback.permissions import can_edit_survey


def survey_of_editor(survey_id: int, actor: Actor) -> Survey:
    """Take the row for whoever works on the survey. Raises NotAllowedError."""
    survey = Survey.objects.select_for_update(of=["self"]).get(pk=survey_id)
    if not can_edit_survey(Viewer(user=actor), survey):
        raise NotAllowedError(_("Only those who work on this survey may do that."))
    return survey


def version_to_change(survey: Survey) -> Version:
    """Take the newest version to change its questions.

    Raises QuestionsFrozenError once somebody has answered it.
    """
    newest = survey.versions.select_for_update().order_by("-number").first()
    if newest is None:
        raise SurveyIncompleteError(_("This survey has no questions yet."))
    if newest.is_frozen:
        raise QuestionsFrozenError(
            _(
                "Somebody has answered this survey. Its questions stay as they are; begin a new version to change them."
            )
        )
    return newest


def note(
    survey: Survey,
    actor: Actor | None,
    action: str,
    now: datetime,
    reason: str = "",
    **facts: Any,
) -> None:
    """Write an act on a survey into the record; never that somebody answered."""
    record(
        actor=actor,
        action=action,
        subject=survey,
        now=now,
        place_id=survey.neighborhood_id,
        reason=reason,
        **facts,
    )
