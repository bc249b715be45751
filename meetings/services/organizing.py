"""Who looks after a meeting: asked by name, and ended by name."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.people.models import User
from engagement.people.queries import holds_any_role
from engagement.people.services import set_needs_mfa
from meetings.errors import MeetingIncompleteError
from meetings.models import Meeting, Organizer
from meetings.permissions import can_add_organizer


@transaction.atomic
def add_organizer(
    *, meeting_id: int, person_id: int, actor: User, now: datetime
) -> Organizer:
    """Let somebody who holds a role in the town look after one meeting too.

    Raises NotAllowedError, MeetingIncompleteError.
    """
    meeting = _locked(meeting_id, actor)
    person = User.objects.filter(pk=person_id, is_active=True).first()
    if person is None or not holds_any_role(person_id, now):
        raise MeetingIncompleteError(_("Choose somebody who works for the town."))
    held = Organizer.objects.filter(meeting=meeting, person=person, ended_at=None)
    found = held.first()
    if found is not None:
        return found
    added = Organizer.objects.create(
        meeting=meeting, person=person, added_by=actor, added_at=now
    )
    _note(meeting, actor, "meeting.add_organizer", person.pk, now)
    return added


@transaction.atomic
def end_organizer(*, organizer_id: int, actor: User, now: datetime) -> Organizer:
    """Take a meeting out of somebody's hands; one stays to look after it.

    Raises NotAllowedError, MeetingIncompleteError.
    """
    found = Organizer.objects.get(pk=organizer_id)
    meeting = _locked(found.meeting_id, actor)
    organizer = Organizer.objects.select_for_update().get(pk=organizer_id)
    if organizer.ended_at is not None:
        return organizer
    others = Organizer.objects.filter(meeting=meeting, ended_at=None)
    if not others.exclude(pk=organizer.pk).exists():
        raise MeetingIncompleteError(
            _("Somebody has to look after the meeting. Add another organizer first.")
        )
    organizer.ended_at = now
    organizer.save(update_fields=["ended_at"])
    _spare_second_step(organizer.person, now)
    _note(meeting, actor, "meeting.end_organizer", organizer.person_id, now)
    return organizer


def _spare_second_step(person: User, now: datetime) -> None:
    """Who looks after nothing any more is not asked for a second step because of it."""
    if not Organizer.objects.filter(person=person, ended_at=None).exists():
        set_needs_mfa(
            user=person, needs_mfa=False, because="meetings", actor=None, now=now
        )


def _locked(meeting_id: int, actor: User) -> Meeting:
    meeting = Meeting.objects.select_for_update().get(pk=meeting_id)
    if not can_add_organizer(Viewer(user=actor), meeting):
        raise NotAllowedError(_("Only its organizers and administrators may do that."))
    return meeting


def _note(
    meeting: Meeting, actor: User, action: str, person_id: int, now: datetime
) -> None:
    record(
        actor=actor,
        action=action,
        subject=meeting,
        now=now,
        place_id=meeting.neighborhood_id,
        person=person_id,
    )
