"""What leaves of surveys: makers of one row of an age, and how it is found again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.timezone import localdate

from feedback.models import AnswerFile, Draft, Invitation, PaperSheet
from tests.factories.surveys import (
    make_draft,
    make_invitation,
    make_survey,
    make_wave,
)

Made = Callable[[timedelta], Callable[[], object]]


def draft(now: datetime) -> Made:
    def make(ago: timedelta) -> Callable[[], object]:
        wave = make_wave(make_survey(), closes_at=now + timedelta(days=30))
        made = make_draft(wave, mark=f"{ago}", saved_on=localdate(now - ago))
        return lambda: Draft.objects.filter(pk=made.pk)

    return make


def address(now: datetime) -> Made:
    """An address of a survey that was ended before the day it was to close."""

    def make(ago: timedelta) -> Callable[[], object]:
        wave = make_wave(
            make_survey(),
            opens_at=now - ago - timedelta(days=1),
            closes_at=now - ago,
        )
        made = make_invitation(
            wave,
            token=f"{ago}",
            sealed=b"sealed",
            address_mark=f"{ago}",
            expires_at=now + timedelta(days=30),
        )
        return lambda: Invitation.objects.filter(pk=made.pk).exclude(sealed=b"")

    return make


def sheet(now: datetime) -> Made:
    def make(ago: timedelta) -> Callable[[], object]:
        wave = make_wave(
            make_survey(),
            opens_at=now - ago - timedelta(days=1),
            closes_at=now - ago,
        )
        made = PaperSheet.objects.create(wave=wave, number=1, sealed=b"sealed")
        return lambda: PaperSheet.objects.filter(pk=made.pk)

    return make


def answer_file(now: datetime) -> Made:
    def make(ago: timedelta) -> Callable[[], object]:
        made = AnswerFile.objects.create(
            survey=make_survey(), text="trust\n5", made_at=now - ago
        )
        return lambda: AnswerFile.objects.filter(pk=made.pk).exclude(text="")

    return make
