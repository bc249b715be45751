"""Opening a list of those who come: each look is counted, written down and told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.audit.services import name_of, record
from engagement.common.errors import NotAllowedError
from engagement.common.limits import CONTACTS
from engagement.common.richtext import plain
from engagement.common.roles import Viewer
from engagement.concerns.queries.watching import looks_since
from engagement.concerns.services.locks import take_turns
from engagement.outbox.services import deliver, enqueue, finish, withhold
from engagement.people.models import User
from meetings.attendees import Attendee, attendees
from meetings.errors import (
    MeetingOverError,
    ReasonMissingError,
    TooManyListLooksError,
)
from meetings.models import ListLook, Meeting
from meetings.permissions import can_open_list, organizes
from meetings.queries import active_organizers
from meetings.queries.looking import list_looks_since
from meetings.services.seats import locked_for_seats

A_DAY: Final = timedelta(days=1)
SHORTEST_REASON: Final = 10
LONGEST_REASON: Final = 300


@transaction.atomic
def open_list(
    *, meeting_id: int, actor: User, reason: str, now: datetime
) -> list[Attendee]:
    """Show an administrator who comes and what they need; tell all it is about.

    Raises NotAllowedError, MeetingOverError, ReasonMissingError, TooManyListLooksError.
    """
    take_turns(alone=[f"person:looks of {actor.pk}"])
    meeting = locked_for_seats(meeting_id)
    if not can_open_list(Viewer(user=actor), meeting):
        raise NotAllowedError(_("Only administrators may open this list."))
    if meeting.bookings_are_gone:
        raise MeetingOverError(_("The list of those who came has gone."))
    reason = plain(reason).strip()
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise ReasonMissingError(
            _("Say in a few words why you need to read this list.")
        )
    since = now - A_DAY
    looked = list_looks_since(actor, since) + looks_since(actor.pk, since)
    if looked >= CONTACTS.most:
        raise TooManyListLooksError(_words_of_limit())

    rows = attendees(meeting)
    look = ListLook.objects.create(meeting=meeting, actor=actor, reason=reason, at=now)
    look.seen.set([row.booking for row in rows])
    record(
        actor=actor,
        action="meeting.open_list",
        subject=meeting,
        now=now,
        place_id=meeting.neighborhood_id,
        reason=reason,
    )
    _tell_organizers(look, meeting, now)
    return rows


def _words_of_limit() -> str:
    return ngettext(
        "You looked at %(most)d closed thing today. Look tomorrow, or ask an organizer.",
        "You looked at %(most)d closed things today. Look tomorrow, or ask an organizer.",
        CONTACTS.most,
    ) % {"most": CONTACTS.most}


def _tell_organizers(look: ListLook, meeting: Meeting, now: datetime) -> None:
    for organizer in active_organizers(meeting):
        enqueue(
            task="meetings.tell_of_list_look",
            about=name_of(look),
            person=organizer.person,
            now=now,
            look_id=look.pk,
            person_id=organizer.person_id,
        )


def tell_of_list_look(
    *, job_id: int, look_id: int, person_id: int, now: datetime
) -> None:
    """Tell one organizer who opened their list, while the list is still theirs."""
    look = ListLook.objects.select_related("meeting", "actor").filter(pk=look_id)
    person = User.objects.filter(pk=person_id).first()
    found = look.first()
    if found is None or person is None:
        finish(job_id, now)
        return
    meeting = found.meeting
    if not (person.is_active and organizes(Viewer(user=person), meeting)):
        withhold(job_id=job_id, person_id=person.pk, now=now)
        return
    path = reverse("meetings:meeting_desk", args=[meeting.pk])
    deliver(
        job_id=job_id,
        to=person.email,
        language=person.language,
        template="meeting_list_opened",
        values={
            "title": meeting.title,
            "at": found.at,
            "reason": found.reason,
            "link": f"{settings.SITE_URL}{path}",
        },
        now=now,
    )
