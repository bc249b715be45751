"""The surveys that addresses and doors speak of."""

from __future__ import annotations

from functools import cached_property

from engagement.places.models import Neighborhood
from feedback.models import Survey, Wave
from tests.architecture.survey_world_invite import SurveyInviteWorld
from tests.architecture.survey_world_results import ResultsWorld
from tests.factories.people import make_organizer
from tests.factories.places import make_neighborhood
from tests.factories.surveys import make_survey, make_wave


class SurveyWorld(SurveyInviteWorld, ResultsWorld):
    """A part of the world: an open survey of the place, and a draft of it."""

    @cached_property
    def place(self) -> Neighborhood:
        return make_neighborhood()

    @cached_property
    def survey(self) -> Survey:
        """An open survey of the place, nobody has answered yet."""
        survey = make_survey(neighborhood=self.place, made_by=make_organizer())
        make_wave(survey)
        return survey

    @cached_property
    def survey_wave(self) -> Wave:  # type: ignore[override]  # worked out, not set
        return self.survey.waves.get()

    @cached_property
    def survey_draft(self) -> Survey:
        return make_survey(
            neighborhood=self.place,
            made_by=make_organizer(),
            state="draft",
            languages=["en", "es"],
        )
