"""Surveys somebody made, was asked to answer, opened and typed (canary.py)."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from engagement.people.models import User
from feedback.choices import StandKind
from feedback.models import (
    AnswerFile,
    IndexTarget,
    PaperSheet,
    Result,
    SurveyStop,
)
from tests.factories.places import make_neighborhood
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
    Result.objects.create(
        wave=wave,
        question="safe",
        position=0,
        table={},
        counted_at=now,
        published_at=now,
        published_by=user,
    )
    AnswerFile.objects.create(survey=wave.survey, text="", made_at=now, made_by=user)
    IndexTarget.objects.create(
        neighborhood=make_neighborhood(),
        measure="trust",
        value=70,
        until=localdate(now),
        set_by=user,
        set_at=now,
    )
