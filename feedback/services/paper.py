"""Typing paper in: two people type each sheet, and only what both typed is taken in."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.common.sealed import seal, unseal
from engagement.people.models import User
from feedback import answers as rules
from feedback.choices import Channel, SheetState
from feedback.errors import (
    AnswersIncompleteError,
    SheetDiffersError,
    SheetDoneError,
    SurveyClosedError,
)
from feedback.flow import asked, standing_answers
from feedback.models import PaperSheet, Survey, Wave
from feedback.permissions import can_type_paper
from feedback.queries.invited import PAPER
from feedback.queries.paper import takes_paper, wave_of_paper
from feedback.queries.shapes import shape_of
from feedback.services.asking import wave_to_ask
from feedback.services.casting import take_in
from feedback.services.inviting import require_open, require_room
from feedback.shapes import Shape


@transaction.atomic
def type_sheet(
    *,
    survey_id: int,
    number: int,
    given: dict[str, Any],
    language: str,
    is_settled: bool = False,
    actor: User,
    now: datetime,
) -> SheetState:
    """Keep a first typing, or compare a second with it and take the answers in.

    Where they differ nothing is taken in until the second has looked again (`is_settled`).
    Once the wave is counted nothing comes in any more.
    Raises NotAllowedError, AskingError, SurveyClosedError, SheetDoneError,
    SheetDiffersError, AnswersIncompleteError.
    """
    survey = Survey.objects.select_for_update(of=["self"]).get(pk=survey_id)
    if not can_type_paper(Viewer(user=actor), survey):
        raise NotAllowedError(
            _("Only organizers and officers of this neighborhood may do that.")
        )
    wave = _wave_to_type(survey, now)
    answers = checked(shape_of(wave.version), given)
    sheet = PaperSheet.objects.filter(wave=wave, number=number).first()
    if sheet is None:
        _keep_first(wave, number, answers, language, actor)
        return SheetState.FIRST
    _require_second(sheet, actor)
    first = json.loads(unseal(sheet.sealed))
    if first != answers and not is_settled:
        raise SheetDiffersError(
            _("The first typing says something else. Look at the paper again."), first
        )
    take_in(wave=wave, answers=answers, channel=Channel.PAPER, language=sheet.language)
    sheet.state, sheet.sealed, sheet.first_by = SheetState.DONE, b"", None
    sheet.save(update_fields=["state", "sealed", "first_by"])
    return SheetState.DONE


def _wave_to_type(survey: Survey, now: datetime) -> Wave:
    """Give the wave sheets are typed for. Raises AskingError, SurveyClosedError."""
    wave = wave_of_paper(survey, now)
    if wave is None or wave.opens_at > now or wave.is_open(now):
        wave = wave_to_ask(survey, PAPER, now)
        require_open(wave, now)
        return wave
    locked = Wave.objects.select_for_update().get(pk=wave.pk)
    if not takes_paper(locked, now):
        raise SurveyClosedError(
            _(
                "The answers of this survey are counted, and what is counted stays as it is. Keep the sheet for the next time it is asked."
            )
        )
    require_room(wave)
    return wave


def checked(shape: Shape, given: dict[str, Any]) -> dict[str, Any]:
    """Keep what answers its question and is asked.

    Raises AnswersIncompleteError for what does not fit, or is needed and was left out.
    """
    found: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for question in shape.all_questions():
        try:
            value = rules.kept(question, given.get(question.key))
        except ValueError as fault:
            faults[question.key] = str(fault)
            continue
        if value is not None:
            found[question.key] = value
    standing = standing_answers(shape, found)
    for _number, section in asked(shape, standing):
        for question in section.questions:
            value = standing.get(question.key)
            if question.is_required and not rules.is_complete(question, value):
                faults.setdefault(question.key, _("Answer this question."))
    if faults:
        raise AnswersIncompleteError(_("Look at these answers again."), 0, faults)
    return standing


def _keep_first(
    wave: Wave, number: int, answers: dict[str, Any], language: str, actor: User
) -> None:
    PaperSheet.objects.create(
        wave=wave,
        number=number,
        first_by=actor,
        sealed=seal(json.dumps(answers)),
        language=language,
    )


def _require_second(sheet: PaperSheet, actor: User) -> None:
    if sheet.state == SheetState.DONE:
        raise SheetDoneError(_("This sheet was typed twice and is done."))
    if sheet.first_by_id == actor.pk:
        raise SheetDoneError(
            _("You typed this sheet first. Somebody else types it the second time.")
        )
