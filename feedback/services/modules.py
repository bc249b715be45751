"""Questions from the library, and what a town loads into it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.people.models import User
from feedback.errors import SurveyIncompleteError
from feedback.library import (
    Module,
    UnreadableModuleError,
    read_module,
    shipped_modules,
)
from feedback.models import LoadedModule, Question, Section
from feedback.queries.library import module_named
from feedback.services.building import require_room
from feedback.services.locks import note, survey_of_editor, version_to_change


@transaction.atomic
def add_module(*, survey_id: int, code: str, actor: User, now: datetime) -> Section:
    """Put a module’s questions at the end of a survey, in their words and their order.

    Raises NotAllowedError, QuestionsFrozenError, SurveyIncompleteError.
    """
    survey = survey_of_editor(survey_id, actor)
    version = version_to_change(survey)
    module = module_named(code)
    if module is None:
        raise SurveyIncompleteError(_("This is not in the library."))
    if version.sections.filter(key=module.key).exists():
        raise SurveyIncompleteError(_("The survey asks these questions already."))
    require_room(version, sections=1, questions=len(module.questions))
    taken = set(version.questions.values_list("key", flat=True))
    if taken & {question["key"] for question in module.questions}:
        raise SurveyIncompleteError(
            _("The survey has a question of the same name. Take it out first.")
        )
    section = Section.objects.create(
        version=version,
        key=module.key,
        position=version.sections.count(),
        words=dict(module.words),
    )
    Question.objects.bulk_create(
        Question(
            version=version,
            section=section,
            position=position,
            source=module.source,
            **question,
        )
        for position, question in enumerate(module.questions)
    )
    note(survey, actor, "survey.add_module", now, module=code)
    return section


@transaction.atomic
def load_module(*, text: str, now: datetime) -> Module:
    """Put a module from a file into this town’s library, or a newer one in its place.

    Raises SurveyIncompleteError for a file that is not as it must be.
    """
    try:
        module = read_module(text)
    except UnreadableModuleError as error:
        raise SurveyIncompleteError(str(error)) from error
    if module.code in {one.code for one in shipped_modules()}:
        raise SurveyIncompleteError(
            _("A module that comes with the software has this code. Choose another.")
        )
    content: dict[str, Any] = {
        "code": module.code,
        "words": module.words,
        "about": module.about,
        "source": module.source,
        "licence": module.licence,
        "questions": list(module.questions),
    }
    LoadedModule.objects.update_or_create(
        code=module.code, defaults={"content": content, "loaded_at": now}
    )
    return module
