"""Plain typed makers of series people enrol for, and of those who did."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.utils.timezone import localdate, now

from engagement.common.ids import new_receipt
from engagement.concerns.receipts import hash_of, kept_key, receipt_from
from engagement.people.models import User
from engagement.places.models import Neighborhood
from meetings.choices import EnrolmentState
from meetings.models import Meeting, Series, SeriesEnrolment
from meetings.services.enrolling import Guardian, seal_guardian
from meetings.wishes import Wish, address_mark, seal_wish
from tests.factories.meetings import make_meeting, make_meeting_organizer
from tests.factories.places import make_neighborhood


def make_mentoring(
    *,
    neighborhood: Neighborhood | None = None,
    meetings: int = 3,
    first_at: datetime | None = None,
    organizer: User | None = None,
    **fields: Any,
) -> Series:
    """A published series people enrol for: once a week from the week after next on."""
    first_at = first_at or now() + timedelta(days=14)
    plain = {
        "kind": "youth",
        "title": "Gym night",
        "rule": f"FREQ=WEEKLY;COUNT={meetings}",
        "first_on": localdate(first_at),
        "begins": time(17),
        "minutes": 90,
        "made_at": now(),
        "published_at": now(),
        "enrols_whole": True,
        "capacity": 2,
    }
    series = Series.objects.create(
        neighborhood=neighborhood or make_neighborhood(), **(plain | fields)
    )
    for week in range(meetings):
        add_meeting(series, first_at + timedelta(weeks=week), organizer=organizer)
    return series


def add_meeting(
    series: Series, begins_at: datetime, *, organizer: User | None = None, **how: Any
) -> Meeting:
    plain: dict[str, Any] = {
        "series": series,
        "series_on": localdate(begins_at),
        "kind": series.kind,
        "title": series.title,
        "capacity": series.capacity,
        "reserved_seats": series.reserved_seats,
    }
    meeting = make_meeting(
        neighborhood=series.neighborhood, begins_at=begins_at, **(plain | how)
    )
    if organizer is not None:
        make_meeting_organizer(meeting, organizer)
    return meeting


def make_enrolment(
    series: Series | None = None,
    *,
    person: User | None = None,
    address: str = "",
    wish: Wish | None = None,
    at: datetime | None = None,
    **fields: Any,
) -> SeriesEnrolment:
    """Somebody enrolled, by letters unless a person is named; without their places."""
    at, wish, key = at or now(), wish or Wish(name="Ann"), kept_key(new_receipt())
    plain = {
        "state": EnrolmentState.ENROLLED,
        "queued_at": at,
        "asked_at": at,
        "language": "en",
        "key": key,
        "token_hash": hash_of(receipt_from(key)),
        "party_size": wish.party_size,
    }
    address = address or (person.email if person else f"{key[:12]}@example.net")
    return SeriesEnrolment.objects.create(
        series=series or make_mentoring(),
        person=person,
        address_mark=address_mark(address),
        sealed=seal_wish(wish, "" if person else address),
        **(plain | fields),
    )


def make_guardian_asked(series: Series | None = None, **fields: Any) -> SeriesEnrolment:
    """Somebody under 18 for whom a place is held until a guardian agrees."""
    key = kept_key(new_receipt())
    plain: dict[str, Any] = {
        "state": EnrolmentState.GUARDIAN,
        "offered_until": now() + timedelta(hours=20),
        "guardian_sealed": seal_guardian(Guardian("Pat", "pat@example.net")),
        "guardian_key": key,
        "guardian_hash": hash_of(receipt_from(key)),
    }
    return make_enrolment(
        series or make_mentoring(asks_guardian=True), **(plain | fields)
    )
