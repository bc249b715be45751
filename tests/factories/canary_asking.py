"""Surveys somebody made, was asked to answer, opened and typed (canary.py)."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from engagement.people.models import User
from feedback.choices import StandKind
from feedback.models import PaperSheet, SurveyStop
from tests.factories.surveys import (
    make_invitation,
    make_stand,
    make_survey,
    make_wave,
)


def beside_surveys(user: User, mark: str, now: datetime) -> None:
    """Their survey, and all they have to do with it."""
    wave = make_wave(make_survey(made_by=user))
    make_invitation(wave, token=f"{mark}survey", person=user)
    stand = make_stand(wave, StandKind.KIOSK)
    stand.made_by = user
    stand.save()
    PaperSheet.objects.create(wave=wave, number=1, first_by=user, sealed=b"sealed")
    SurveyStop.objects.create(person=user, stopped_on=localdate(now))
