"""Typing a code from a letter or a meeting: one code, one person, and no trace of which.

Nothing is written down that joins the code with whoever used it: a used letter code is
deleted, a meeting counts one more, and the proof carries the hour. So no row of the
record of acts is written either (decision 0023).
"""

from __future__ import annotations

import hmac
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from engagement.common.marks import marks_of
from engagement.common.weeks import town_hour
from engagement.people.choices import ProofKind
from engagement.people.code_words import (
    LETTER,
    meeting_code_of,
    read_letter_code,
    read_meeting_code,
    turn_at,
)
from engagement.people.errors import (
    AlreadyProvenError,
    FullMeetingError,
    NoSuchCodeError,
)
from engagement.people.models import CodeSheet, LetterCode, MeetingCode, User
from engagement.people.queries import has_strong_proof
from engagement.people.services.proofs import add_proof


@transaction.atomic
def redeem_code(*, code: str, person: User | None, now: datetime) -> ProofKind:
    """Use a code up; with an account the proof is the person's, else the browser's.

    Raises AlreadyProvenError, NoSuchCodeError, FullMeetingError.
    """
    if person is not None and has_strong_proof(person):
        raise AlreadyProvenError(
            _("You have shown that already. Leave this code to somebody else.")
        )
    kind = _use_letter(code, now) or _use_meeting(code, now)
    if kind is None:
        raise NoSuchCodeError(
            _(
                "This code opens nothing. It may be mistyped, used already or out of date."
            )
        )
    if person is not None:
        add_proof(user=person, kind=kind, now=town_hour(localtime(now)))
    return kind


def _use_letter(code: str, now: datetime) -> ProofKind | None:
    read = read_letter_code(code)
    marks = marks_of(LETTER, read) if read else []
    sheet = _locked_sheet(marks)
    if sheet is None or not sheet.is_good(now) or not _is_unused(marks):
        return None
    LetterCode.objects.filter(mark__in=marks).delete()
    sheet.used += 1
    sheet.save(update_fields=["used"])
    return ProofKind.LETTER


def _locked_sheet(marks: list[str]) -> CodeSheet | None:
    """Lock the sheet of a code: who waits here finds the code gone, or withdrawn."""
    if not marks:
        return None
    mine = LetterCode.objects.filter(mark__in=marks).values("sheet")
    return CodeSheet.objects.select_for_update().filter(pk__in=mine).first()


def _is_unused(marks: list[str]) -> bool:
    return LetterCode.objects.filter(mark__in=marks).exists()


def _use_meeting(code: str, now: datetime) -> ProofKind | None:
    read = read_meeting_code(code)
    meeting_id = _meeting_showing(read, now) if read else None
    if meeting_id is None:
        return None
    meeting = MeetingCode.objects.select_for_update().get(pk=meeting_id)
    if not meeting.is_open(now):
        return None
    if meeting.used >= meeting.most:
        raise FullMeetingError(
            _("As many people as were expected have used this code. Ask the organizer.")
        )
    meeting.used += 1
    meeting.save(update_fields=["used"])
    return ProofKind.MEETING


def _meeting_showing(code: str, now: datetime) -> int | None:
    """Find whose code it is now, or was until ten minutes ago at most."""
    open_now = MeetingCode.objects.filter(
        closed_at=None, starts_at__lte=now, ends_at__gt=now
    )
    turn = turn_at(now)
    for meeting_id in open_now.order_by("pk").values_list("pk", flat=True):
        shown = [meeting_code_of(meeting_id, one) for one in (turn, turn - 1)]
        if any(hmac.compare_digest(code, one) for one in shown):
            return meeting_id
    return None
