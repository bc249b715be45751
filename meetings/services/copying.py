"""A meeting once more, on another day."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from django.db import transaction

from engagement.common.roles import Viewer
from engagement.people.models import User
from meetings.models import Meeting
from meetings.permissions import can_create_meeting
from meetings.services.scheduling import (
    MeetingDetails,
    create_meeting,
    locked_meeting,
)
from meetings.services.series import take_along


@transaction.atomic
def copy_meeting(
    *,
    meeting_id: int,
    begins_at: datetime,
    ends_at: datetime,
    actor: User,
    now: datetime,
) -> Meeting:
    """Begin a draft that says the same on another day, with its hosts and speakers.

    Who looks after the first does not look after the second: whoever copies does.
    Raises NotAllowedError, MeetingTimeError, RoomTakenError, and what calling one raises.
    """
    meeting = locked_meeting(meeting_id, actor)
    said: dict[str, Any] = {
        field.name: getattr(meeting, field.name) for field in fields(MeetingDetails)
    }
    lists = {name: tuple(said[name]) for name in ("languages", "interpreters")}
    hours = {"begins_at": begins_at, "ends_at": ends_at}
    made = create_meeting(
        neighborhood_id=meeting.neighborhood_id,
        group_id=meeting.group_id if _is_led(actor, meeting) else None,
        details=MeetingDetails(**(said | lists | hours)),
        actor=actor,
        now=now,
    )
    take_along(meeting, made, now, with_organizers=False)
    return made


def _is_led(actor: User, meeting: Meeting) -> bool:
    """An officer who copies a captain’s meeting calls their own."""
    return can_create_meeting(
        Viewer(user=actor), meeting.neighborhood_id, meeting.group_id or 0
    )
