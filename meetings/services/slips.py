"""Slips about who came: each adds one to a few counts and leaves nothing else.

Nobody is named as the actor of a slip and no act is recorded for it: a row with its
moment would tell who was asked. What organizers type from paper is recorded without
its numbers, which would tell the small ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.people.models import User
from engagement.places.queries import all_groups
from meetings.choices import SLIP_TRAITS, SlipSource
from meetings.errors import SlipError, SlipsClosedError
from meetings.models import Meeting, SlipCount
from meetings.models.meetings import MOST_SEATS
from meetings.models.slips import takes_slips
from meetings.permissions import can_check_in

Counts = Mapping[str, Mapping[str, int]]  # by trait and group


@transaction.atomic
def hand_in_slip(*, meeting_id: int, said: Mapping[str, str], now: datetime) -> None:
    """Count what one person ticked; a trait left out or empty is not said.

    Raises SlipsClosedError, SlipError.
    """
    meeting = Meeting.objects.get(pk=meeting_id)
    _need_open(meeting, now)
    one = {trait: {group: 1} for trait, group in said.items() if group}
    _add(meeting, SlipSource.PHONE, one)


@transaction.atomic
def type_slips(
    *, meeting_id: int, counts: Counts, actor: User, now: datetime
) -> Meeting:
    """Add what people ticked on paper to what was counted before.

    Raises NotAllowedError, SlipsClosedError, SlipError.
    """
    meeting = _at_the_door(meeting_id, actor, now)
    _add(meeting, SlipSource.PAPER, counts)
    _note(meeting, actor, "meeting.type_slips", now)
    return meeting


@transaction.atomic
def forget_paper_slips(*, meeting_id: int, actor: User, now: datetime) -> Meeting:
    """Take away what was typed from paper, to begin again.

    Raises NotAllowedError, SlipsClosedError.
    """
    meeting = _at_the_door(meeting_id, actor, now)
    typed = SlipCount.objects.filter(meeting=meeting, source=SlipSource.PAPER)
    if typed.delete()[0]:
        _note(meeting, actor, "meeting.forget_paper_slips", now)
    return meeting


def _at_the_door(meeting_id: int, actor: User, now: datetime) -> Meeting:
    meeting = Meeting.objects.select_for_update().get(pk=meeting_id)
    if not can_check_in(Viewer(user=actor), meeting):
        raise NotAllowedError(_("Only its organizers type slips."))
    _need_open(meeting, now)
    return meeting


def _need_open(meeting: Meeting, now: datetime) -> None:
    if not takes_slips(meeting, now):
        raise SlipsClosedError(
            _("Slips are taken from the opening of the door to a day after the end.")
        )


def _add(meeting: Meeting, source: SlipSource, counts: Counts) -> None:
    """Add to the counts, always in the same order, so that no two wait for each other.

    A trait gets a row for each of its groups at once: which one was ticked first stands
    nowhere, and what can be compared later does not change with the town’s languages.
    """
    known = all_groups()
    _need_known(counts, known)
    told = [trait for trait in SLIP_TRAITS if any(counts.get(trait, {}).values())]
    SlipCount.objects.bulk_create(
        (
            SlipCount(meeting=meeting, trait=trait, group=group, source=source)
            for trait in told
            for group in known[trait]
        ),
        ignore_conflicts=True,
    )
    for trait in told:
        for group in known[trait]:
            if people := counts[trait].get(group, 0):
                SlipCount.objects.filter(
                    meeting=meeting, trait=trait, group=group, source=source
                ).update(people=F("people") + people)


def _need_known(counts: Counts, known: Mapping[str, Iterable[str]]) -> None:
    for trait, groups in counts.items():
        for group, people in groups.items():
            if group not in known.get(trait, ()) or not 0 <= people <= MOST_SEATS:
                raise SlipError(_("Choose one of the answers in the list."))


def _note(meeting: Meeting, actor: User, action: str, now: datetime) -> None:
    record(
        actor=actor,
        action=action,
        subject=meeting,
        now=now,
        place_id=meeting.neighborhood_id,
    )
