"""Making an agenda from the report, what nobody answered, and what was promised."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from engagement.front.prepared import prepared_for
from engagement.people.models import User
from meetings.models import AgendaItem, Meeting
from meetings.services.agenda import draw_items


@transaction.atomic
def prepare_agenda(
    *, meeting_id: int, keys: Collection[str], actor: User, now: datetime
) -> list[AgendaItem]:
    """Put what was ticked on the agenda, the promises first.

    What is not offered any more is left out. Raises NotAllowedError, MeetingOverError,
    AgendaFullError, AgendaItemError.
    """
    meeting = Meeting.objects.select_related("neighborhood").get(pk=meeting_id)
    offered = prepared_for(meeting, localdate(now)).choices
    drawn = [one.drawn for one in offered if one.key in keys]
    return draw_items(meeting_id=meeting_id, drawn=drawn, actor=actor, now=now)
