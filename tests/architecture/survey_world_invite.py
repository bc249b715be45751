"""Links, screens and kiosks of the survey that addresses and doors speak of."""

from __future__ import annotations

from functools import cached_property

from feedback.choices import Channel, StandKind, SurveyKind
from feedback.models import Stand, Survey, Wave
from feedback.queries.invited import stand_token
from feedback.services.mailing import stop_token
from tests.factories.people import make_organizer, make_user
from tests.factories.surveys import (
    make_invitation,
    make_stand,
    make_survey,
    make_wave,
)


class SurveyInviteWorld:
    """A part of the world: what opens a survey without signing in."""

    survey_wave: Wave

    @cached_property
    def answer_link(self) -> str:
        make_invitation(self.survey_wave, token="world-answer")
        return "world-answer"

    @cached_property
    def used_link(self) -> str:
        make_invitation(self.survey_wave, token="world-used", answered=True)
        return "world-used"

    @cached_property
    def survey_screen(self) -> Stand:
        return make_stand(self.survey_wave, StandKind.SCREEN)

    @cached_property
    def survey_kiosk(self) -> Stand:
        return make_stand(self.survey_wave, StandKind.KIOSK)

    @cached_property
    def kiosk_answer_link(self) -> str:
        subject = f"stand:{self.survey_kiosk.pk}"
        make_invitation(
            self.survey_wave,
            token="world-kiosk",
            channel=Channel.KIOSK,
            subject=subject,
        )
        return "world-kiosk"

    @cached_property
    def screen_link(self) -> str:
        return stand_token(self.survey_screen)

    @cached_property
    def kiosk_link(self) -> str:
        return stand_token(self.survey_kiosk)

    @cached_property
    def survey_stop_link(self) -> str:
        return stop_token(make_user(), "")

    @cached_property
    def links_survey(self) -> Survey:
        """A survey of the place that is answered with links alone."""
        place = self.survey_wave.survey.neighborhood
        survey = make_survey(
            neighborhood=place, made_by=make_organizer(), kind=SurveyKind.LINKS
        )
        make_wave(survey)
        return survey
