"""Meaning to come to a meeting: with an account, or by two letters without one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from engagement.common.errors import NotAllowedError
from engagement.common.ids import new_receipt, new_reference
from engagement.common.roles import Viewer
from engagement.concerns.receipts import hash_of, kept_key, receipt_from
from engagement.people.models import User
from meetings.choices import BookingState
from meetings.errors import MeetingOverError, NoPlaceError
from meetings.models import Booking, Meeting
from meetings.models.bookings import LIVE
from meetings.permissions import can_book
from meetings.services.answering import checked_wish
from meetings.services.seats import (
    end,
    keep,
    locked_for_seats,
    seats_for_all,
    set_down,
    tell,
    tend_line,
)
from meetings.wishes import Wish, address_mark, address_marks, seal_wish

CONFIRM_WITHIN: Final = timedelta(hours=24)
MOST_LETTERS: Final = 3  # to one address that never pressed the link


@transaction.atomic
def book_as_person(
    *, meeting_id: int, wish: Wish, actor: User, language: str, now: datetime
) -> Booking:
    """Give somebody with an account a place, or one in line; pressing twice is once.

    Raises NotAllowedError, MeetingOverError, NoPlaceError, BookingIncompleteError.
    """
    meeting = _open_meeting(meeting_id, Viewer(user=actor), now)
    live = _live(meeting, actor.email).exclude(state=BookingState.ASKED)
    mine = Booking.objects.filter(meeting=meeting, person=actor, state__in=LIVE)
    found = (mine | live).order_by("pk").first()
    if found is not None:
        return found
    wish = checked_wish(meeting, wish)
    _require_a_size(meeting, wish)
    _live(meeting, actor.email).delete()  # asked by mail, and never confirmed
    booking = _new(meeting, wish, actor.email, language, now)
    booking.person = actor
    booking.sealed = seal_wish(wish, "")
    set_down(booking, meeting, now)
    booking.save()
    tell(booking, now)
    return booking


@transaction.atomic
def ask_by_mail(
    *, meeting_id: int, wish: Wish, address: str, language: str, now: datetime
) -> Booking:
    """Send the link that confirms; nothing is held for it until it is pressed.

    An address that asked before gets its letter again, and the page says the same.
    Raises NotAllowedError, MeetingOverError, NoPlaceError, BookingIncompleteError.
    """
    meeting = _open_meeting(meeting_id, Viewer(), now)
    wish = checked_wish(meeting, wish)
    _require_a_size(meeting, wish)
    found = _live(meeting, address).first()
    if found is not None:
        return _again(found, now)
    booking = _new(meeting, wish, address, language, now)
    booking.save()
    tell(booking, now)
    return booking


@transaction.atomic
def confirm_booking(*, booking_id: int, now: datetime) -> Booking:
    """Take a seat, or a place in line: the link in the letter was pressed.

    Raises MeetingOverError, NoPlaceError.
    """
    booking, meeting = locked_booking(booking_id)
    if booking.state != BookingState.ASKED:
        return booking
    if booking.asked_at <= now - CONFIRM_WITHIN:
        raise NoPlaceError(_("This link was good for one day. Ask for a place again."))
    _require_open(meeting, now)
    set_down(booking, meeting, now)
    keep(booking, now)
    return booking


@transaction.atomic
def take_place(*, booking_id: int, now: datetime) -> Booking:
    """Take the place that is held. Raises MeetingOverError, NoPlaceError."""
    booking, meeting = locked_booking(booking_id)
    if booking.state == BookingState.BOOKED:
        return booking
    _require_open(meeting, now)
    if booking.state != BookingState.OFFERED or not booking.is_offered(now):
        raise NoPlaceError(_("This place is no longer held for you."))
    booking.state, booking.offered_until = BookingState.BOOKED, None
    keep(booking, now)
    return booking


@transaction.atomic
def cancel_booking(*, booking_id: int, now: datetime) -> Booking:
    """Give the place back, or leave the line; whoever is next is offered it at once."""
    booking, meeting = locked_booking(booking_id)
    if not booking.is_live or booking.came_at is not None:
        return booking
    end(booking, BookingState.CANCELLED, now)
    tend_line(meeting, now)
    return booking


@transaction.atomic
def choose_letters(*, booking_id: int, wants: bool) -> Booking:
    """Stop letters about this meeting with one press, or have them again."""
    booking, _meeting = locked_booking(booking_id)
    booking.wants_letters = wants
    booking.save(update_fields=["wants_letters"])
    return booking


def locked_booking(booking_id: int) -> tuple[Booking, Meeting]:
    """Lock the meeting of a booking first, always in this order, then the booking."""
    meeting_id = Booking.objects.values_list("meeting", flat=True).get(pk=booking_id)
    meeting = locked_for_seats(meeting_id)
    booking = Booking.objects.select_for_update().get(pk=booking_id)
    booking.meeting = meeting
    return booking, meeting


def _open_meeting(meeting_id: int, viewer: Viewer, now: datetime) -> Meeting:
    meeting = locked_for_seats(meeting_id)
    if not can_book(viewer, meeting):
        raise NotAllowedError(_("Places at this meeting are not given by this page."))
    _require_open(meeting, now)
    return meeting


def _require_open(meeting: Meeting, now: datetime) -> None:
    if meeting.is_cancelled:
        raise MeetingOverError(_("This meeting is cancelled."))
    if meeting.has_ended(now):
        raise MeetingOverError(_("This meeting is over."))


def _require_a_size(meeting: Meeting, wish: Wish) -> None:
    seats = seats_for_all(meeting)
    if seats is not None and wish.party_size > seats:
        raise NoPlaceError(_("There are not so many places. Come with fewer people."))


def _live(meeting: Meeting, address: str) -> QuerySet[Booking]:
    marks = Q(address_mark__in=address_marks(address))
    return Booking.objects.filter(marks, meeting=meeting, state__in=LIVE).order_by("pk")


def _new(
    meeting: Meeting, wish: Wish, address: str, language: str, now: datetime
) -> Booking:
    key = kept_key(new_receipt())
    return Booking(
        meeting=meeting,
        address_mark=address_mark(address),
        sealed=seal_wish(wish, address),
        party_size=wish.party_size,
        state=BookingState.ASKED,
        code=new_reference(),
        key=key,
        token_hash=hash_of(receipt_from(key)),
        language=language,
        asked_at=now,
    )


def _again(booking: Booking, now: datetime) -> Booking:
    """Send the letter again, a few times and no more."""
    if booking.times_asked < MOST_LETTERS:
        booking.times_asked += 1
        if booking.state == BookingState.ASKED:
            booking.asked_at = now
        keep(booking, now)
    return booking
