"""Taking the list along: without addresses, and noted."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.people.models import User
from meetings.attendees import attendees
from meetings.models import Meeting
from meetings.permissions import can_see_attendees

Sheet = tuple[list[str], list[list[object]]]


@transaction.atomic
def export_attendees(*, meeting_id: int, actor: User, now: datetime) -> Sheet:
    """Give names of columns and rows; never how somebody is reached.

    Raises NotAllowedError.
    """
    meeting = Meeting.objects.get(pk=meeting_id)
    if not can_see_attendees(Viewer(user=actor), meeting):
        raise NotAllowedError(_("Only its organizers see who comes."))
    listed = attendees(meeting)
    questions = list(meeting.booking_questions.order_by("position"))
    columns = ["code", "name", "people", "state", "came_at", "needs"]
    rows: list[list[object]] = [
        [
            each.code,
            each.said.name,
            each.booking.party_size,
            each.booking.state,
            each.booking.came_at.isoformat() if each.booking.came_at else "",
            each.said.needs,
            *(answer for _text, answer in each.answers),
        ]
        for each in listed
    ]
    record(
        actor=actor,
        action="meeting.export_attendees",
        subject=meeting,
        now=now,
        place_id=meeting.neighborhood_id,
        rows=len(rows),
    )
    return columns + [question.text for question in questions], rows
