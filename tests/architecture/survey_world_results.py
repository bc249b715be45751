"""Results and texts that addresses and doors speak of."""

from __future__ import annotations

from functools import cached_property

from engagement.places.models import Neighborhood
from feedback.models import Theme, UnlinkedAnswer, Wave
from tests.factories.people import make_officer, make_organizer
from tests.factories.places import make_neighborhood
from tests.factories.survey_results import make_counted_wave, make_theme, publish_all

WRITTEN = "More lamps, please."


class ResultsWorld:
    """A part of the world: a survey that is over, counted and public."""

    @cached_property
    def place(self) -> Neighborhood:
        return make_neighborhood()

    @cached_property
    def results_wave(self) -> Wave:
        wave = make_counted_wave(neighborhood=self.place, made_by=make_organizer())
        publish_all(wave, make_officer(of=self.place))
        return wave

    @cached_property
    def survey_text(self) -> UnlinkedAnswer:
        """A text of it nobody has looked at."""
        text = self.results_wave.texts.order_by("pk").first()
        assert text is not None
        return text

    @cached_property
    def survey_theme(self) -> Theme:
        return make_theme(self.results_wave.survey)
