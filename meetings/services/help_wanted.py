"""Saying which help a meeting wants, and no longer wants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.people.models import User
from meetings.choices import HelperSort, HelpState
from meetings.errors import HelpError, MeetingOverError
from meetings.models import HelperWanted, Meeting
from meetings.models.helping import MOST_HELPERS
from meetings.permissions import can_edit_meeting
from meetings.queries.helping import helpers_accepted
from meetings.services.checking import require_languages
from meetings.services.seats import locked_for_seats

MOST_SORTS: Final = 20


@dataclass(frozen=True)
class Wanted:
    """One sort of help as it was typed: how many, and how many are found already."""

    sort: str
    language: str = ""
    number: int = 1
    arranged: int = 0


@transaction.atomic
def set_helpers(
    *, meeting_id: int, wanted: Wanted, actor: User, now: datetime
) -> HelperWanted:
    """Say how many of one sort are wanted; never fewer than have been accepted.

    Raises NotAllowedError, MeetingOverError, MeetingIncompleteError, HelpError.
    """
    meeting = _locked(meeting_id, actor)
    if meeting.is_cancelled or meeting.has_ended(now):
        raise MeetingOverError(_("This meeting is over, or does not take place."))
    _require_sense(wanted)
    kept = HelperWanted.objects.filter(
        meeting=meeting, sort=wanted.sort, language=wanted.language
    ).first()
    if kept is None:
        _require_room(meeting)
        kept = HelperWanted(meeting=meeting, sort=wanted.sort, language=wanted.language)
    else:
        _require_no_fewer(kept, wanted)
    kept.number, kept.arranged = wanted.number, wanted.arranged
    kept.save()
    _note(meeting, actor, "meeting.set_helpers", now)
    return kept


@transaction.atomic
def remove_helpers(*, wanted_id: int, actor: User, now: datetime) -> None:
    """Want one sort of help no more, while nobody who offered it waits or helps.

    Raises NotAllowedError, HelpError.
    """
    meeting_id = HelperWanted.objects.values_list("meeting", flat=True).get(
        pk=wanted_id
    )
    meeting = _locked(meeting_id, actor)
    wanted = HelperWanted.objects.get(pk=wanted_id)
    standing = (HelpState.OFFERED, HelpState.ACCEPTED)
    if wanted.offers.filter(state__in=standing).exists():
        raise HelpError(_("Somebody has offered this help. Answer them first."))
    wanted.delete()
    _note(meeting, actor, "meeting.remove_helpers", now)


def _locked(meeting_id: int, actor: User) -> Meeting:
    meeting = locked_for_seats(meeting_id)
    if not can_edit_meeting(Viewer(user=actor), meeting):
        raise NotAllowedError(
            _("Only its organizers and this neighborhood’s officers may change it.")
        )
    return meeting


def _require_sense(wanted: Wanted) -> None:
    is_interpreter = wanted.sort == HelperSort.INTERPRETER
    if is_interpreter != bool(wanted.language):
        raise HelpError(_("Name the language of an interpreter, and of nobody else."))
    if is_interpreter:
        require_languages([wanted.language])
    if not 1 <= wanted.number <= MOST_HELPERS:
        raise HelpError(
            _("Say how many people are wanted: 1 to %(most)d.") % {"most": MOST_HELPERS}
        )
    if not 0 <= wanted.arranged <= wanted.number:
        raise HelpError(_("You cannot have found more people than are wanted."))


def _require_room(meeting: Meeting) -> None:
    if meeting.helpers_wanted.count() >= MOST_SORTS:
        raise HelpError(
            _("Ask for %(most)d sorts of help at most.") % {"most": MOST_SORTS}
        )


def _require_no_fewer(kept: HelperWanted, wanted: Wanted) -> None:
    found = helpers_accepted(kept) + wanted.arranged
    if wanted.number < found:
        raise HelpError(
            _(
                "%(found)d are found already. Tell somebody first that they are not needed."
            )
            % {"found": found}
        )


def _note(meeting: Meeting, actor: User, action: str, now: datetime) -> None:
    record(
        actor=actor,
        action=action,
        subject=meeting,
        now=now,
        place_id=meeting.neighborhood_id,
    )
