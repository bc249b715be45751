"""A file of answers on its way in: looked at, read by chosen columns, taken in by a task."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import name_of
from engagement.common.errors import DomainError
from engagement.outbox.services import enqueue, finish
from engagement.people.models import User
from feedback.choices import FileState
from feedback.errors import AnswerFileError
from feedback.importing import Told, columns_in, text_of
from feedback.models import AnswerFile
from feedback.progress import tell_progress
from feedback.services.importing import import_answers
from feedback.services.locks import note, survey_of_editor

LONGEST_FILE: Final = 5 * 1024 * 1024
_UNFIT_SHOWN: Final = 30


@transaction.atomic
def keep_answer_file(
    *,
    survey_id: int,
    content: bytes,
    opens: date,
    closes: date,
    remark: str,
    nothing: Sequence[str],
    actor: User,
    now: datetime,
) -> AnswerFile:
    """Keep a file to look at, seven days at most; nothing is taken in yet.

    Raises NotAllowedError, AnswerFileError.
    """
    survey = survey_of_editor(survey_id, actor)
    if len(content) > LONGEST_FILE:
        raise AnswerFileError(_("This file is larger than 5 MB."))
    text = text_of(content)
    columns_in(text, _delimiter(text))
    wave = {"opens": opens.isoformat(), "closes": closes.isoformat(), "note": remark}
    file = AnswerFile.objects.create(
        survey=survey,
        text=text,
        rules={
            "nothing": ["", *nothing],
            "delimiter": _delimiter(text),
            "answers": {},
            "waves": [wave],
        },
        made_by=actor,
        made_at=now,
    )
    note(survey, actor, "survey.keep_answer_file", now)
    return file


@transaction.atomic
def choose_columns(
    *, file_id: int, answers: dict[str, Any], actor: User, now: datetime
) -> AnswerFile:
    """Say which column answers what, and look what would be taken in.

    Raises NotAllowedError, AnswerFileError.
    """
    file = _file_to_change(file_id, actor)
    file.rules = {**file.rules, "answers": answers}
    told = import_answers(
        survey_id=file.survey_id,
        text=file.text,
        rules=file.rules,
        actor=actor,
        now=now,
        is_trial=True,
    )
    file.told, file.lines = plain(told), told.lines
    file.save(update_fields=["rules", "told", "lines"])
    return file


@transaction.atomic
def ask_to_take_in(*, file_id: int, actor: User, now: datetime) -> AnswerFile:
    """Let a file that was looked at be taken in. Raises NotAllowedError, AnswerFileError."""
    file = _file_to_change(file_id, actor)
    if not file.told:
        raise AnswerFileError(_("Choose the columns first."))
    file.state, file.made_by = FileState.WAITING, actor
    file.save(update_fields=["state", "made_by"])
    enqueue(task="feedback.take_in_file", about=name_of(file), now=now, file_id=file.pk)
    return file


def take_in_file(*, job_id: int, file_id: int, now: datetime) -> None:
    """Take a file in as whoever asked for it; its text is gone then."""
    file = AnswerFile.objects.filter(pk=file_id, state=FileState.WAITING).first()
    if file is not None:
        try:
            _take_in(file_id, now)
        except DomainError as error:
            file.state, file.told = FileState.FAILED, {"error": str(error)}
            file.save(update_fields=["state", "told"])
    finish(job_id, now)


@transaction.atomic
def _take_in(file_id: int, now: datetime) -> None:
    file = AnswerFile.objects.select_for_update(of=["self"]).get(pk=file_id)
    if file.state != FileState.WAITING:
        return
    if file.made_by is None:
        raise AnswerFileError(_("Whoever brought this file is gone. Bring it again."))
    told = import_answers(
        survey_id=file.survey_id,
        text=file.text,
        rules=file.rules,
        actor=file.made_by,
        now=now,
        watch=lambda read: tell_progress(file_id, read),
    )
    file.told, file.lines = plain(told), told.lines
    file.state, file.text = FileState.TAKEN_IN, ""
    file.save(update_fields=["told", "lines", "state", "text"])


def plain(told: Told) -> dict[str, Any]:
    """Write down what came of a file as plain values."""
    return {
        "taken": told.taken.total(),
        "left_out": told.left_out,
        "nothing": dict(told.nothing.most_common()),
        "rounded": dict(told.rounded.most_common()),
        "unfit": [
            [target, value, times]
            for (target, value), times in told.unfit.most_common(_UNFIT_SHOWN)
        ],
        "faults": [list(fault) for fault in told.faults],
    }


def _file_to_change(file_id: int, actor: User) -> AnswerFile:
    survey_id = AnswerFile.objects.values_list("survey", flat=True).get(pk=file_id)
    survey_of_editor(survey_id, actor)
    file = AnswerFile.objects.select_for_update(of=["self"]).get(pk=file_id)
    if file.state not in {FileState.LOOKED_AT, FileState.FAILED} or not file.text:
        raise AnswerFileError(_("This file is taken in already, or gone."))
    file.state = FileState.LOOKED_AT
    return file


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max((",", ";", "\t"), key=first.count)
