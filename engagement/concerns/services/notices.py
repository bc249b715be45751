"""Letters a change asks for: rows in the outbox, written in the same transaction."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils.timezone import get_default_timezone, localtime

from engagement.audit.services import name_of
from engagement.concerns.choices import Privacy
from engagement.concerns.models import (
    Concern,
    Issue,
    IssueUpdate,
    Kind,
    Reply,
    StatusChange,
)
from engagement.outbox.services import enqueue
from engagement.places.models import Neighborhood

_OFFICERS_READ_AT = time(7)
_EVENTS = {Reply: "reply", StatusChange: "move", IssueUpdate: "update"}


def ask_for_receipt(concern: Concern, *, now: datetime) -> None:
    """Ask for the receipt’s letter."""
    enqueue(
        task="concerns.send_receipt",
        about=name_of(concern),
        now=now,
        concern_id=concern.pk,
    )


def ask_officers_to_look(issue: Issue, kind: Kind, *, now: datetime) -> None:
    """Tell officers at once what cannot wait; the rest comes in one letter a morning."""
    if kind.is_urgent or issue.privacy == Privacy.SENSITIVE:
        enqueue(
            task="concerns.tell_officers",
            about=name_of(issue),
            now=now,
            issue_id=issue.pk,
        )
        return
    day = localtime(now).date()
    morning = datetime.combine(
        day + timedelta(days=1), _OFFICERS_READ_AT, tzinfo=get_default_timezone()
    )
    place = Neighborhood(pk=issue.neighborhood_id)
    enqueue(
        task="concerns.tell_officers",
        about=name_of(place),
        version=day.toordinal(),
        now=now,
        not_before=morning,
        neighborhood_id=issue.neighborhood_id,
        day=day.isoformat(),
    )


def tell_reporters(event: StatusChange | Reply | IssueUpdate, *, now: datetime) -> None:
    """Ask for the letters about a step or an answer; a task finds who wants one."""
    enqueue(
        task="concerns.tell_reporters",
        about=name_of(event),
        now=now,
        event=_EVENTS[type(event)],
        event_id=event.pk,
    )


def tell_of_merge(issue: Issue, *, now: datetime) -> None:
    """Tell those who wait for news that their issue goes on in another."""
    enqueue(
        task="concerns.tell_reporters",
        about=name_of(issue),
        version=issue.version,
        now=now,
        event="merge",
        event_id=issue.pk,
    )
