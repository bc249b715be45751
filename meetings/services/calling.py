"""Inviting those who follow a neighborhood: once each, in batches, three rounds at most."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from engagement.audit.services import name_of, record
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.outbox.services import deliver, enqueue, finish
from engagement.people.models import User
from meetings.errors import CallError, MeetingOverError, TooManyMessagesError
from meetings.models import Called, CallRound, CallStop, Meeting
from meetings.permissions import can_create_meeting, can_message_attendees
from meetings.queries.audiences import (
    MOST_ROUNDS,
    people_to_call,
    rounds_of,
    still_wants,
)
from meetings.services.letters import place_of
from meetings.services.seats import locked_for_seats

BATCH: Final = 200
_SALT: Final = "meetings.calls"


@transaction.atomic
def call_neighbors(
    *,
    meeting_id: int,
    places: Sequence[int],
    language: str,
    actor: User,
    now: datetime,
) -> CallRound:
    """Invite those who follow these neighborhoods and were not invited to it yet.

    Raises NotAllowedError, MeetingOverError, CallError, TooManyMessagesError.
    """
    meeting = locked_for_seats(meeting_id)
    viewer = Viewer(user=actor)
    if not can_message_attendees(viewer, meeting):
        raise NotAllowedError(_("Only its organizers may invite neighbors."))
    if not meeting.is_public or not meeting.is_ahead(now):
        raise MeetingOverError(_("Only a published meeting that is to come invites."))
    _require_places(viewer, meeting, places)
    if rounds_of(meeting).count() >= MOST_ROUNDS:
        raise TooManyMessagesError(
            _("You invited %(most)d times already. More would be too much.")
            % {"most": MOST_ROUNDS}
        )
    if not people_to_call(meeting, places, language).exists():
        raise CallError(_("Nobody is left to invite there."))
    made = CallRound.objects.create(
        meeting=meeting, places=list(places), language=language, author=actor, at=now
    )
    record(
        actor=actor,
        action="meeting.call_neighbors",
        subject=meeting,
        now=now,
        place_id=meeting.neighborhood_id,
    )
    _spread(made, now)
    return made


def _require_places(viewer: Viewer, meeting: Meeting, places: Sequence[int]) -> None:
    if not places:
        raise CallError(_("Choose at least one neighborhood."))
    for place in places:
        if place != meeting.neighborhood_id and not can_create_meeting(viewer, place):
            raise NotAllowedError(_("You may not invite in this neighborhood."))


def _spread(made: CallRound, now: datetime) -> None:
    """Ask for the next batch; its number makes each batch one job."""
    enqueue(
        task="meetings.spread_calls",
        about=f"{name_of(made)} after {made.told_up_to}",
        now=now,
        round_id=made.pk,
    )


@transaction.atomic
def spread_calls(*, job_id: int, round_id: int, now: datetime) -> int:
    """Ask for a letter to each of the next people, and for the batch after them.

    Killed half-way, the whole batch is asked for again, and nobody is called twice.
    """
    rounds = CallRound.objects.select_for_update(of=("self",)).select_related("meeting")
    made = rounds.filter(pk=round_id, done_at=None).first()
    if made is None:
        finish(job_id, now)
        return 0
    people = people_to_call(made.meeting, made.places, made.language)
    batch = list(people.filter(pk__gt=made.told_up_to).order_by("pk")[:BATCH])
    for person in batch:
        call = Called.objects.create(meeting=made.meeting, person=person)
        enqueue(
            task="meetings.send_call",
            about=name_of(call),
            person=person,
            now=now,
            round_id=made.pk,
            person_id=person.pk,
        )
    if batch:
        made.told_up_to = batch[-1].pk
        _spread(made, now)
    else:
        made.done_at = now
    made.save(update_fields=["told_up_to", "done_at"])
    finish(job_id, now)
    return len(batch)


def send_call(*, job_id: int, round_id: int, person_id: int, now: datetime) -> None:
    """Invite one person, if the meeting still comes and they still want to hear."""
    made = CallRound.objects.select_related(
        "meeting", "meeting__venue", "meeting__room"
    ).filter(pk=round_id)
    person, found = User.objects.filter(pk=person_id).first(), made.first()
    if person is None or found is None or not _holds(found, person, now):
        finish(job_id, now)
        return
    meeting = found.meeting
    stop = reverse("meetings:calls_stop", args=[stop_token(person)])
    deliver(
        job_id=job_id,
        to=person.email,
        language=person.language,
        template="meeting_call",
        values={
            "title": meeting.title,
            "begins_at": meeting.begins_at,
            "ends_at": meeting.ends_at,
            "place": place_of(meeting),
            "is_online": meeting.is_online,
            "page": f"{settings.SITE_URL}{meeting.get_absolute_url()}",
            "stop": f"{settings.SITE_URL}{stop}",
        },
        now=now,
    )


def _holds(made: CallRound, person: User, now: datetime) -> bool:
    meeting = made.meeting
    return meeting.is_ahead(now) and meeting.is_public and still_wants(person, made)


def stop_token(person: User) -> str:
    """Give the secret of the link that stops invitations, and can do nothing else."""
    return signing.Signer(salt=_SALT).sign(str(person.pk)).replace(":", "~", 1)


def person_named_by(token: str) -> User | None:
    """Give whose invitations a link stops; None for one that we did not write."""
    try:
        pk = signing.Signer(salt=_SALT).unsign(token.replace("~", ":", 1))
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=int(pk)).first()


def stop_calls(*, person: User, now: datetime) -> None:
    """Send no more invitations to meetings; twice is once."""
    CallStop.objects.get_or_create(person=person, defaults={"at": now})


def allow_calls(*, person: User) -> None:
    """Send invitations again."""
    CallStop.objects.filter(person=person).delete()
