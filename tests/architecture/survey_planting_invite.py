"""Words in the private fields of asking and answering (planting.py says when they are written)."""

from __future__ import annotations

from django.utils.timezone import localdate, now

from engagement.common.sealed import seal
from feedback.choices import StandKind
from feedback.models import PaperSheet, Stand, SurveyStop
from tests.architecture.survey_world import SurveyWorld


def plant_invite(world: SurveyWorld) -> None:
    """A kiosk, and an address that wants no letters."""
    word = "canary-survey-stand"
    Stand.objects.create(
        wave=world.survey_wave, kind=StandKind.KIOSK, token_hash=word, made_at=now()
    )
    PaperSheet.objects.create(
        wave=world.survey_wave, number=7, sealed=seal("canary-survey-paper")
    )
    SurveyStop.objects.create(address_mark=word, stopped_on=localdate())
