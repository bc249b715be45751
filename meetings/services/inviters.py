"""Who invites and who speaks, as the public reads it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.richtext import plain
from engagement.people.models import User
from meetings.errors import MeetingIncompleteError
from meetings.models import Host, Meeting, Speaker
from meetings.services.scheduling import locked_meeting

MOST: Final = 40


@transaction.atomic
def add_host(
    *, meeting_id: int, part: str, name: str, link: str, actor: User, now: datetime
) -> Host:
    """Name a body that invites or helps. Raises NotAllowedError, MeetingIncompleteError."""
    meeting = locked_meeting(meeting_id, actor)
    name = _named(name)
    if meeting.hosts.count() >= MOST:
        raise _too_many()
    if meeting.hosts.filter(name=name).exists():
        raise MeetingIncompleteError(
            _("%(name)s stands there already.") % {"name": name}
        )
    host = Host.objects.create(meeting=meeting, part=part, name=name, link=link)
    _note(meeting, actor, now)
    return host


@transaction.atomic
def remove_host(*, meeting_id: int, host_id: int, actor: User, now: datetime) -> None:
    """Take a body off the page again. Raises NotAllowedError."""
    meeting = locked_meeting(meeting_id, actor)
    meeting.hosts.filter(pk=host_id).delete()
    _note(meeting, actor, now)


@transaction.atomic
def add_speaker(
    *, meeting_id: int, name: str, about: str, actor: User, now: datetime
) -> Speaker:
    """Name somebody who speaks. Raises NotAllowedError, MeetingIncompleteError."""
    meeting = locked_meeting(meeting_id, actor)
    name = _named(name)
    if meeting.speakers.count() >= MOST:
        raise _too_many()
    if meeting.speakers.filter(name__iexact=name).exists():
        raise MeetingIncompleteError(
            _("%(name)s stands there already.") % {"name": name}
        )
    speaker = Speaker.objects.create(
        meeting=meeting, name=name, about=plain(about).strip()[:160]
    )
    _note(meeting, actor, now)
    return speaker


@transaction.atomic
def remove_speaker(
    *, meeting_id: int, speaker_id: int, actor: User, now: datetime
) -> None:
    """Take a speaker off the page again. Raises NotAllowedError."""
    meeting = locked_meeting(meeting_id, actor)
    meeting.speakers.filter(pk=speaker_id).delete()
    _note(meeting, actor, now)


def _named(name: str) -> str:
    said = plain(name).strip()[:120]
    if not said:
        raise MeetingIncompleteError(_("Write the name."))
    return said


def _too_many() -> MeetingIncompleteError:
    return MeetingIncompleteError(
        _("At most %(most)d can be named. Take one off the list first.")
        % {"most": MOST}
    )


def _note(meeting: Meeting, actor: User, now: datetime) -> None:
    record(
        actor=actor,
        action="meeting.edit",
        subject=meeting,
        now=now,
        place_id=meeting.neighborhood_id,
    )
