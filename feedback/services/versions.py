"""A new version of the questions, and a survey made after another one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.people.models import User
from feedback.bounds import LONGEST
from feedback.choices import SurveyState
from feedback.errors import SurveyIncompleteError
from feedback.models import Question, Section, Survey, Version
from feedback.permissions import can_make_survey
from feedback.services.locks import note, survey_of_editor
from feedback.services.surveys import new_slug


@transaction.atomic
def begin_version(*, survey_id: int, actor: User, now: datetime) -> Version:
    """Copy the questions so that they can be changed; the next wave asks the new ones.

    Raises NotAllowedError, SurveyIncompleteError.
    """
    survey = survey_of_editor(survey_id, actor)
    newest = survey.versions.select_for_update().order_by("-number").first()
    if survey.state == SurveyState.ENDED:
        raise SurveyIncompleteError(
            _("This survey has ended. Copy it to ask once more.")
        )
    if newest is None or not newest.is_frozen:
        raise SurveyIncompleteError(
            _(
                "Nobody has answered these questions yet. You can change them as they are."
            )
        )
    version = Version.objects.create(
        survey=survey, number=newest.number + 1, made_at=now
    )
    _copy_questions(newest, version)
    note(survey, actor, "survey.begin_version", now, number=version.number)
    return version


@transaction.atomic
def copy_survey(
    *, survey_id: int, neighborhood_id: int | None, actor: User, now: datetime
) -> Survey:
    """Begin a draft with the words and the newest questions of another survey.

    Raises NotAllowedError, SurveyIncompleteError.
    """
    old = survey_of_editor(survey_id, actor)
    if not can_make_survey(Viewer(user=actor), neighborhood_id):
        raise NotAllowedError(
            _("Only organizers and officers of this neighborhood may do that.")
        )
    newest = old.versions.order_by("-number").first()
    if newest is None:
        raise SurveyIncompleteError(_("This survey has no questions yet."))
    words = {code: _named_a_copy(code, said) for code, said in old.words.items()}
    kept = {
        name: getattr(old, name)
        for name in [
            "kind",
            "event",
            "languages",
            "minutes",
            "most_answers",
            "every_weeks",
            "rest_weeks",
            "ask_of",
        ]
    }
    survey = Survey(
        neighborhood_id=neighborhood_id,
        words=words,
        made_by=actor,
        made_at=now,
        **kept,
    )
    survey.slug = new_slug(survey.title)
    survey.save()
    version = Version.objects.create(survey=survey, number=1, made_at=now)
    _copy_questions(newest, version)
    note(survey, actor, "survey.copy", now, copied=old.slug)
    return survey


def _named_a_copy(language: str, said: dict[str, str]) -> dict[str, str]:
    """Tell a copy from what it was made of, in its own language."""
    with override(language):
        title = _("%(title)s (copy)") % {"title": said.get("title", "")}
    if not said.get("title") or len(title) > LONGEST["title"]:
        return said
    return {**said, "title": title}


def _copy_questions(old: Version, new: Version) -> None:
    sections: dict[int, Section] = {}
    for section in old.sections.all():
        before, section.pk, section.version = section.pk, None, new
        section.save()
        sections[before] = section
    rows = [*Question.objects.filter(version=old)]
    for row in rows:
        row.pk, row.version, row.section = None, new, sections[row.section_id]
    Question.objects.bulk_create(rows)
