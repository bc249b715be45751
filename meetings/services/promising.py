"""Promises made in the room: theirs from then on, and the next meeting's to ask about."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.people.models import User
from engagement.promises.models import Promise
from engagement.promises.services import make_promise
from meetings.errors import MeetingOverError, MinutesError
from meetings.models import AgendaItem, Meeting, MeetingPromise
from meetings.permissions import can_publish_minutes


@transaction.atomic
def promise_in_meeting(
    *,
    meeting_id: int,
    item_id: int | None,
    what: str,
    who: str,
    due_on: date,
    owner: User | None,
    actor: User,
    now: datetime,
    neighborhood_id: int | None = None,
) -> Promise:
    """Write down who does what by when; the public reads it at once.

    A meeting for the whole town says for which neighborhood. Raises NotAllowedError,
    MeetingOverError, MinutesError, PromiseIncompleteError.
    """
    meeting = Meeting.objects.select_for_update().get(pk=meeting_id)
    if not can_publish_minutes(Viewer(user=actor), meeting):
        raise NotAllowedError(
            _("Only its organizers and this neighborhood’s officers may do that.")
        )
    if not meeting.is_public or meeting.is_cancelled or not meeting.has_begun(now):
        raise MeetingOverError(_("Promises are made in a meeting that took place."))
    place_id = meeting.neighborhood_id or neighborhood_id
    if place_id is None:
        raise MinutesError(_("Choose the neighborhood it is promised to."))
    items = AgendaItem.objects.filter(meeting=meeting)
    if item_id is not None and not items.filter(pk=item_id).exists():
        raise MinutesError(_("Choose an item of this meeting’s agenda."))
    promise = make_promise(
        neighborhood_id=place_id,
        what=what,
        who=who,
        due_on=due_on,
        owner=owner,
        actor=actor,
        now=now,
    )
    MeetingPromise.objects.create(meeting=meeting, item_id=item_id, promise=promise)
    return promise
