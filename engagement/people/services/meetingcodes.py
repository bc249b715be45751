"""The code shown at a meeting: opened for its hours, closed when it ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.richtext import readable
from engagement.common.roles import Actor
from engagement.people.errors import BadHoursError
from engagement.people.models import MeetingCode
from engagement.people.permissions import can_make_codes

LONGEST: Final = timedelta(hours=12)
FURTHEST: Final = timedelta(days=90)
FEWEST_PEOPLE: Final = 5  # among fewer a use would point at somebody in the room
MOST_PEOPLE: Final = 1000


@transaction.atomic
def open_meeting_code(
    *,
    neighborhood_id: int,
    place: str,
    starts_at: datetime,
    ends_at: datetime,
    most: int,
    actor: Actor,
    now: datetime,
) -> MeetingCode:
    """Let a code be shown at a meeting for its hours, to so many people.

    Raises NotAllowedError, BadHoursError.
    """
    if not can_make_codes(actor, neighborhood_id):
        raise NotAllowedError(_("You may not show codes in this neighborhood."))
    _check(starts_at, ends_at, most, now)
    code = MeetingCode.objects.create(
        neighborhood_id=neighborhood_id,
        place=readable(place),
        starts_at=starts_at,
        ends_at=ends_at,
        most=most,
        made_by_id=actor.pk,
    )
    record(
        actor=actor,
        action="codes.open_meeting",
        subject=code,
        now=now,
        place_id=neighborhood_id,
        reason=code.place,
        most=most,
    )
    return code


def _check(starts_at: datetime, ends_at: datetime, most: int, now: datetime) -> None:
    if ends_at <= starts_at or ends_at <= now:
        raise BadHoursError(_("The end must lie after the beginning, and after now."))
    if ends_at - starts_at > LONGEST:
        raise BadHoursError(_("A code can be shown for twelve hours at most."))
    if starts_at > now + FURTHEST:
        raise BadHoursError(_("Choose a day within the next three months."))
    if not FEWEST_PEOPLE <= most <= MOST_PEOPLE:
        message = _("Say how many people come: %(fewest)d to %(most)d.")
        raise BadHoursError(message % {"fewest": FEWEST_PEOPLE, "most": MOST_PEOPLE})


@transaction.atomic
def close_meeting_code(*, code_id: int, actor: Actor, now: datetime) -> MeetingCode:
    """Stop taking a meeting's code; who used it keeps what they showed.

    Raises NotAllowedError.
    """
    code = MeetingCode.objects.select_for_update().get(pk=code_id)
    if not can_make_codes(actor, code.neighborhood_id):
        raise NotAllowedError(_("You may not close codes of this neighborhood."))
    if code.closed_at is not None:
        return code
    code.closed_at = now
    code.save(update_fields=["closed_at"])
    record(
        actor=actor,
        action="codes.close_meeting",
        subject=code,
        now=now,
        place_id=code.neighborhood_id,
        used=code.used,
    )
    return code
