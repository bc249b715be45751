"""Surveys somebody made or was asked to answer; what they answered is nobody’s to find."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q
from django.utils.timezone import localdate

from engagement.common.marks import marks_of
from engagement.common.persons import Person, Tables, rows_of
from engagement.people.addresses import one_mailbox
from feedback.models import (
    AnswerFile,
    Draft,
    IndexTarget,
    Invitation,
    PaperSheet,
    Result,
    Stand,
    Survey,
    SurveyStop,
)
from feedback.queries.invited import ADDRESS

FILES_STAY: Final = timedelta(days=7)
DRAFTS_STAY: Final = timedelta(days=60)
INVITATIONS_STAY: Final = timedelta(days=30)  # after their wave has closed


def forget_drafts(*, now: datetime) -> int:
    """Let go answers that were begun and not given in for two months."""
    old = Draft.objects.filter(
        Q(saved_on__lt=localdate(now - DRAFTS_STAY)) | Q(wave__closes_at__lt=now)
    )
    return old.delete()[0]


def forget_invitations(*, now: datetime) -> int:
    """Take out who was asked, thirty days after; that somebody was stays for the rest time."""
    old = Invitation.objects.filter(wave__closes_at__lt=now - INVITATIONS_STAY)
    return old.exclude(address_mark="", sealed=b"").update(address_mark="", sealed=b"")


def forget_sheets(*, now: datetime) -> int:
    """Let go of first typings nobody typed a second time, once their wave is over."""
    old = PaperSheet.objects.filter(wave__closes_at__lt=now - INVITATIONS_STAY)
    return old.exclude(sealed=b"").delete()[0]


def forget_answer_files(*, now: datetime) -> int:
    """Take out what a file said that nobody took in, or that is in."""
    old = AnswerFile.objects.filter(made_at__lt=now - FILES_STAY)
    return old.exclude(text="").update(text="")


LEAVES: Final[dict[str, Callable[..., int]]] = {
    "survey_drafts": forget_drafts,
    "survey_addresses": forget_invitations,
    "survey_sheets": forget_sheets,
    "answer_files": forget_answer_files,
}


def export_person(person: Person) -> Tables:
    """List what they were asked to answer and the surveys they made."""
    asked = Invitation.objects.filter(_theirs(person))
    made = Survey.objects.filter(made_by=person.pk)
    files = AnswerFile.objects.filter(made_by=person.pk)
    targets = IndexTarget.objects.filter(set_by=person.pk)
    published = Result.objects.filter(published_by=person.pk)
    return {
        "feedback.invitation": rows_of(
            asked, survey="wave__survey__slug", channel="channel", made_at="made_at"
        ),
        "feedback.survey": rows_of(made, survey="slug", made_at="made_at"),
        "feedback.stand": rows_of(
            Stand.objects.filter(made_by=person.pk),
            survey="wave__survey__slug",
            kind="kind",
            made_at="made_at",
        ),
        "feedback.papersheet": rows_of(
            PaperSheet.objects.filter(first_by=person.pk),
            survey="wave__survey__slug",
            number="number",
        ),
        "feedback.surveystop": rows_of(
            SurveyStop.objects.filter(_theirs(person)), stopped_on="stopped_on"
        ),
        "feedback.answerfile": rows_of(
            files, survey="survey__slug", lines="lines", made_at="made_at"
        ),
        "feedback.indextarget": rows_of(
            targets, measure="measure", value="value", until="until", set_at="set_at"
        ),
        "feedback.result": rows_of(
            published,
            survey="wave__survey__slug",
            question="question",
            published_at="published_at",
        ),
    }


def erase_person(person: Person) -> None:
    """Forget that they were asked; what they answered names nobody and stays."""
    Invitation.objects.filter(_theirs(person)).delete()
    Survey.objects.filter(made_by=person.pk).update(made_by=None)
    Stand.objects.filter(made_by=person.pk).update(made_by=None)
    PaperSheet.objects.filter(first_by=person.pk).update(first_by=None)
    SurveyStop.objects.filter(_theirs(person)).delete()
    AnswerFile.objects.filter(made_by=person.pk).update(made_by=None)
    IndexTarget.objects.filter(set_by=person.pk).update(set_by=None)
    Result.objects.filter(published_by=person.pk).update(published_by=None)


def _theirs(person: Person) -> Q:
    marks = marks_of(ADDRESS, one_mailbox(person.email)) if person.email else []
    return Q(person=person.pk) | Q(address_mark__in=marks)
