"""Words in the private fields of surveys (planting.py says when they are written)."""

from __future__ import annotations

from engagement.common.sealed import seal
from tests.architecture.survey_planting_build import plant_build
from tests.architecture.survey_planting_index import plant_index
from tests.architecture.survey_planting_invite import plant_invite
from tests.architecture.survey_planting_results import plant_results
from tests.architecture.survey_world import SurveyWorld
from tests.factories.surveys import (
    make_draft,
    make_invitation,
    make_response,
    make_text,
)


def plant_surveys(world: SurveyWorld) -> None:
    """An invitation, a draft and a text of the survey of the place."""
    wave = world.survey_wave
    make_invitation(
        wave,
        token_hash="canary-survey-link",
        address_mark="canary-survey-link",
        sealed=seal("canary-survey-link@example.net"),
    )
    begun = seal("canary-survey-draft")
    make_draft(wave, mark="canary-survey-draft", sealed=begun)
    make_response(wave, {"safe": "canary-survey-answer"})
    make_text(wave, text="canary-survey-text")
    plant_build(world)
    plant_invite(world)
    plant_results(world)
    plant_index(world)
