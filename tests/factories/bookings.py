"""Plain typed makers of those who come to meetings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.timezone import now

from engagement.common.ids import new_receipt, new_reference
from engagement.concerns.receipts import hash_of, kept_key, receipt_from
from engagement.people.models import User
from meetings.choices import BookingState
from meetings.models import Booking, Meeting
from meetings.wishes import Wish, address_mark, seal_wish
from tests.factories.meetings import make_meeting


def make_booking(
    meeting: Meeting | None = None,
    *,
    person: User | None = None,
    address: str = "",
    wish: Wish | None = None,
    at: datetime | None = None,
    **fields: Any,
) -> Booking:
    """Somebody with a place, by letters unless a person is named."""
    at, wish, key = at or now(), wish or Wish(name="Ann"), kept_key(new_receipt())
    plain = {
        "state": BookingState.BOOKED,
        "queued_at": at,
        "asked_at": at,
        "language": "en",
        "key": key,
        "token_hash": hash_of(receipt_from(key)),
        "code": new_reference(),
        "party_size": wish.party_size,
    }
    address = address or (person.email if person else f"{key[:12]}@example.net")
    return Booking.objects.create(
        meeting=meeting or make_meeting(),
        person=person,
        address_mark=address_mark(address),
        sealed=seal_wish(wish, "" if person else address),
        **(plain | fields),
    )


def make_asked(meeting: Meeting | None = None, **fields: Any) -> Booking:
    return make_booking(meeting, state=BookingState.ASKED, queued_at=None, **fields)


def make_waiting(meeting: Meeting | None = None, **fields: Any) -> Booking:
    return make_booking(meeting, state=BookingState.WAITING, **fields)
