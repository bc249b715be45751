"""Sheets of letter codes: made once, shown once, known again by their marks alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.marks import mark_of
from engagement.common.richtext import readable
from engagement.common.roles import Actor
from engagement.people.code_words import LETTER, new_letter_code
from engagement.people.errors import BadSheetError
from engagement.people.models import CodeSheet, LetterCode
from engagement.people.permissions import can_make_codes
from engagement.people.services.locks import lock_roles

FEWEST: Final = 10  # one page; among fewer a used code would point at its household
MOST: Final = 200
LONGEST: Final = timedelta(days=366)
A_PRESS: Final = timedelta(seconds=5)  # sooner nobody asks for a second sheet
MOST_UNUSED: Final = 20_000  # in the whole town: what a guess may hit stays rare


@transaction.atomic
def make_sheet(
    *,
    neighborhood_id: int,
    purpose: str,
    size: int,
    expires_at: datetime,
    actor: Actor,
    now: datetime,
) -> tuple[CodeSheet, list[str]]:
    """Make single-use codes for an area; give them to be printed, and keep only marks.

    Raises NotAllowedError, BadSheetError.
    """
    if not can_make_codes(actor, neighborhood_id):
        raise NotAllowedError(_("You may not make codes for this neighborhood."))
    _check(size, expires_at, now)
    _withdraw_same_press(neighborhood_id, readable(purpose), size, actor, now)
    sheet = CodeSheet.objects.create(
        neighborhood_id=neighborhood_id,
        purpose=readable(purpose),
        made_by_id=actor.pk,
        made_at=now,
        expires_at=expires_at,
        size=size,
    )
    codes = [new_letter_code() for _number in range(size)]
    marks = sorted(mark_of(LETTER, code) for code in codes)  # not as they are printed
    LetterCode.objects.bulk_create(LetterCode(mark=m, sheet=sheet) for m in marks)
    record(
        actor=actor,
        action="codes.make_sheet",
        subject=sheet,
        now=now,
        place_id=neighborhood_id,
        reason=sheet.purpose,
        size=size,
    )
    return sheet, codes


def _check(size: int, expires_at: datetime, now: datetime) -> None:
    if not FEWEST <= size <= MOST:
        message = _("A sheet has %(fewest)d to %(most)d codes.")
        raise BadSheetError(message % {"fewest": FEWEST, "most": MOST})
    if not now < expires_at <= now + LONGEST:
        raise BadSheetError(
            _("Choose a day after today, and not more than a year from now.")
        )
    if LetterCode.objects.count() + size > MOST_UNUSED:
        raise BadSheetError(
            _("There are very many unused codes. Withdraw sheets you no longer need.")
        )


def _withdraw_same_press(
    neighborhood_id: int, purpose: str, size: int, actor: Actor, now: datetime
) -> None:
    """Withdraw what the first of two presses made: nobody has seen those codes."""
    lock_roles()
    pressed = CodeSheet.objects.filter(
        neighborhood=neighborhood_id,
        purpose=purpose,
        size=size,
        made_by=actor.pk,
        made_at__gt=now - A_PRESS,
        withdrawn_at=None,
    )
    for sheet in pressed:
        withdraw_sheet(sheet_id=sheet.pk, actor=actor, now=now)


@transaction.atomic
def withdraw_sheet(*, sheet_id: int, actor: Actor, now: datetime) -> CodeSheet:
    """Make the unused codes of a sheet worthless; what was shown by others stays.

    Raises NotAllowedError.
    """
    sheet = CodeSheet.objects.select_for_update().get(pk=sheet_id)
    if not can_make_codes(actor, sheet.neighborhood_id):
        raise NotAllowedError(_("You may not withdraw codes of this neighborhood."))
    if sheet.withdrawn_at is not None:
        return sheet
    sheet.withdrawn_at = now
    sheet.save(update_fields=["withdrawn_at"])
    LetterCode.objects.filter(sheet=sheet).delete()
    record(
        actor=actor,
        action="codes.withdraw_sheet",
        subject=sheet,
        now=now,
        place_id=sheet.neighborhood_id,
        unused=sheet.unused,
    )
    return sheet
