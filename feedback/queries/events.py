"""What happened to somebody that a survey asks about: read from the tables below.

Each event names itself (`meeting:12`) and whom to ask: by account, or by the address they
gave for word of it. What is private to the officers or to the overseer asks nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q

from engagement.common.sealed import UnreadableError
from engagement.concerns.choices import Contact, Privacy
from engagement.concerns.contacts import read_contact
from engagement.concerns.models import Concern, Issue, Voice
from engagement.people.models import Follow
from engagement.promises.choices import PromiseState
from engagement.promises.models import Promise
from feedback.choices import EventKind
from feedback.models import Survey
from meetings.choices import MeetingState
from meetings.models import Booking, Meeting, MeetingPromise
from meetings.wishes import read_wish
from watchgroups.models import Walk, Walker

_SPOKEN_OF: Final = (Privacy.PUBLIC, Privacy.AREA)


@dataclass(frozen=True)
class Guest:
    """Somebody to ask about one event: a person with an account, or an address."""

    subject: str
    person_id: int | None = None
    address: str = ""
    language: str = ""


def guests_since(survey: Survey, since: datetime, until: datetime) -> list[Guest]:
    """List whom a survey asks for what happened after one moment, up to another."""
    return list(_READ[survey.event](survey, since, until))


def _here(survey: Survey, field: str = "neighborhood") -> Q:
    if survey.neighborhood_id is None:
        return Q()
    return Q(**{field: survey.neighborhood_id})


def _closed_concerns(
    survey: Survey, since: datetime, until: datetime
) -> Iterator[Guest]:
    closed = Issue.objects.filter(
        _here(survey),
        closed_at__gt=since,
        closed_at__lte=until,
        privacy__in=_SPOKEN_OF,
        merged_into=None,
    )
    for issue in closed.order_by("pk"):
        yield from _speakers(issue)


def _speakers(issue: Issue) -> Iterator[Guest]:
    """Those who reported or supported it, and those who asked for word of it by mail."""
    subject = f"issue:{issue.pk}"
    its = Q(issue=issue) | Q(issue__merged_into=issue)
    concerns = Concern.objects.filter(
        its, withdrawn_at=None, privacy__in=_SPOKEN_OF
    ).order_by("pk")
    known = Q(person__isnull=False)
    people = set(concerns.filter(known).values_list("person_id", flat=True))
    voices = Voice.objects.filter(its, known)
    people |= set(voices.values_list("person_id", flat=True))
    for person in sorted(one for one in people if one):
        yield Guest(subject, person)
    by_mail = concerns.filter(person=None, contact_by=Contact.EMAIL, wants_updates=True)
    for concern in by_mail:
        try:
            address = read_contact(concern.contact_sealed).address
        except UnreadableError:  # sealed with a key that is gone
            continue
        yield Guest(subject, address=address, language=concern.language)


def _held_meetings(survey: Survey, since: datetime, until: datetime) -> Iterator[Guest]:
    """Those who came; to a named meeting whenever it was, and however late it is known."""
    held = Meeting.objects.filter(
        _here(survey), state=MeetingState.PUBLISHED, ends_at__lte=until
    )
    if survey.meeting_id is not None:
        held = held.filter(pk=survey.meeting_id)
    else:
        held = held.filter(ends_at__gt=since)
    for meeting in held.order_by("pk"):
        yield from _who_came(meeting.pk, f"meeting:{meeting.pk}")


def _who_came(meeting_id: int, subject: str) -> Iterator[Guest]:
    came = Booking.objects.filter(meeting=meeting_id, came_at__isnull=False)
    for booking in came.order_by("pk"):
        if booking.person_id is not None:
            yield Guest(subject, booking.person_id)
        elif booking.wants_letters:
            address = _address_in(booking.sealed)
            yield Guest(subject, address=address, language=booking.language)


def _address_in(sealed: bytes | memoryview) -> str:
    try:
        return read_wish(sealed).address
    except UnreadableError:  # sealed with a key that is gone
        return ""


def _done_patrols(survey: Survey, since: datetime, until: datetime) -> Iterator[Guest]:
    done = Walk.objects.filter(
        _here(survey, "patrol__group__neighborhood"),
        ended_at__gt=since,
        ended_at__lte=until,
    )
    walkers = Walker.objects.filter(walk__in=done).order_by("pk")
    for walk, person in walkers.values_list("walk", "member__person"):
        yield Guest(f"walk:{walk}", person)


def _kept_promises(survey: Survey, since: datetime, until: datetime) -> Iterator[Guest]:
    """Those who were there when it was promised; else those who follow the place."""
    kept = Promise.objects.filter(
        _here(survey),
        state=PromiseState.KEPT,
        is_public=True,
        settled_at__gt=since,
        settled_at__lte=until,
    )
    for promise in kept.order_by("pk"):
        subject = f"promise:{promise.pk}"
        made = MeetingPromise.objects.filter(promise=promise).first()
        if made is not None:
            yield from _who_came(made.meeting_id, subject)
            continue
        follows = Follow.objects.filter(neighborhood=promise.neighborhood_id)
        for person in follows.order_by("user").values_list("user", flat=True):
            yield Guest(subject, person)


_READ: Final[dict[str, Callable[[Survey, datetime, datetime], Iterator[Any]]]] = {
    EventKind.CONCERN_CLOSED: _closed_concerns,
    EventKind.MEETING_ATTENDED: _held_meetings,
    EventKind.PATROL_DONE: _done_patrols,
    EventKind.RESPONSE_FINISHED: _kept_promises,
}
