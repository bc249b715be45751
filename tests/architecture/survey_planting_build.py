"""Words in the private fields of making surveys (planting.py says when they are written)."""

from __future__ import annotations

from feedback.models import Question, Section
from tests.architecture.survey_world import SurveyWorld


def plant_build(world: SurveyWorld) -> None:
    """Write into a draft of the place."""
    draft, word = world.survey_draft, "canary-unpublished"
    draft.words = {"en": {"title": word, "why": word}}
    draft.save()
    Section.objects.filter(version__survey=draft).update(words={"en": {"title": word}})
    Question.objects.filter(version__survey=draft).update(words={"en": {"text": word}})
