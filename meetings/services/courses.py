"""Workshops that give a credential to whoever came."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.people.choices import CredentialSort
from engagement.people.models import CredentialKind, User
from engagement.people.services import grant_credential
from meetings.choices import MeetingKind
from meetings.errors import MeetingIncompleteError
from meetings.models import Booking, Meeting
from meetings.services.scheduling import locked_meeting

TYPED_UNTIL: Final = timedelta(days=30)  # codes of the door are typed that late


@transaction.atomic
def name_course(
    *, meeting_id: int, kind_id: int | None, actor: User, now: datetime
) -> Meeting:
    """Say which training a workshop is; none: it is no course.

    Raises NotAllowedError, MeetingIncompleteError.
    """
    meeting = locked_meeting(meeting_id, actor)
    if kind_id is not None and meeting.kind != MeetingKind.WORKSHOP:
        raise MeetingIncompleteError(_("Only a workshop can be a course."))
    trainings = CredentialKind.objects.filter(
        sort=CredentialSort.TRAINING, is_offered=True
    )
    kind = trainings.filter(pk=kind_id).first() if kind_id is not None else None
    if kind_id is not None and kind is None:
        raise MeetingIncompleteError(_("Choose one from the list."))
    meeting.grants_credential = kind
    meeting.save(update_fields=["grants_credential"])
    record(
        actor=actor,
        action="meeting.name_course",
        subject=meeting,
        now=now,
        place_id=meeting.neighborhood_id,
        kind=kind.name if kind else "",
    )
    return meeting


def grant_courses(*, now: datetime) -> int:
    """Give the training to those who came with an account, each once; say how many came.

    Codes typed later count too. What an officer took back is not given again.
    """
    came = Booking.objects.filter(
        came_at__isnull=False,
        person__is_active=True,
        meeting__grants_credential__isnull=False,
        meeting__kind=MeetingKind.WORKSHOP,
        meeting__cancelled_at=None,
        meeting__ends_at__range=(now - TYPED_UNTIL, now),
    )
    given = 0
    for booking in came.select_related("meeting").order_by("pk"):
        meeting = booking.meeting
        if booking.person_id is None or meeting.grants_credential_id is None:
            continue
        grant_credential(
            person_id=booking.person_id,
            kind_id=meeting.grants_credential_id,
            issued_on=localdate(meeting.begins_at),
            actor=None,
            now=now,
        )
        given += 1
    return given
