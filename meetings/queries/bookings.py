"""Who comes: one's own bookings, and the list an organizer reads."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Case, Q, QuerySet, Sum, Value, When

from engagement.concerns.receipts import hashes_of
from engagement.people.models import User
from meetings.choices import BookingState, MeetingState
from meetings.models import Booking, CalendarFeed, Meeting, Notice
from meetings.models.bookings import LIVE
from meetings.wishes import address_marks

BookingQuerySet = QuerySet[Booking]
_IN_ORDER = Case(
    When(state=BookingState.BOOKED, then=Value(0)),
    When(state=BookingState.OFFERED, then=Value(1)),
    default=Value(2),
)


def booking_of_link(token: str) -> Booking | None:
    """Find the booking a mailed link opens."""
    found = Booking.objects.filter(token_hash__in=hashes_of(token))
    return found.select_related(*_WITH).first()


_WITH = (
    "meeting",
    "meeting__venue",
    "meeting__room",
    "meeting__neighborhood",
    "person",
    "enrolment",
)


def bookings_of_person(user: User) -> BookingQuerySet:
    """List what somebody booked, signed in or by letters to their own address."""
    mine = Q(person=user) | Q(person=None, address_mark__in=address_marks(user.email))
    kept = Booking.objects.filter(mine).exclude(state=BookingState.ASKED)
    return kept.select_related(*_WITH).order_by("meeting__begins_at", "pk")


def coming_of(user: User, at: datetime) -> BookingQuerySet:
    """List where somebody means to go: what is not over, the soonest first."""
    return bookings_of_person(user).filter(state__in=LIVE, meeting__ends_at__gt=at)


def live_booking_of(user: User, meeting: Meeting) -> Booking | None:
    """Give the booking somebody has for this meeting."""
    mine = bookings_of_person(user).filter(meeting=meeting, state__in=LIVE)
    return mine.first()


def attendees_of(meeting: Meeting) -> BookingQuerySet:
    """List who has a place, for whom one is held, and who waits, in their order."""
    states = (BookingState.BOOKED, BookingState.OFFERED, BookingState.WAITING)
    listed = Booking.objects.filter(meeting=meeting, state__in=states)
    return listed.select_related("person").order_by(_IN_ORDER, "queued_at", "pk")


def booking_at_the_door(meeting: Meeting, code: str) -> Booking | None:
    """Find a booking of this meeting by what stands on its ticket."""
    return attendees_of(meeting).filter(code=code).first()


def people_booked(meeting: Meeting) -> int:
    """Count the people who mean to come."""
    if meeting.booked_kept is not None:
        return meeting.booked_kept
    booked = Booking.objects.filter(meeting=meeting, state=BookingState.BOOKED)
    return int(booked.aggregate(people=Sum("party_size"))["people"] or 0)


def people_who_came(meeting: Meeting) -> int:
    """Count the people who were there: checked in, and counted at the door."""
    if meeting.came_kept is not None:
        return meeting.came_kept
    came = Booking.objects.filter(meeting=meeting, came_at__isnull=False)
    checked_in = came.aggregate(people=Sum("party_size"))["people"] or 0
    return int(checked_in) + meeting.walk_ins


def place_in_line(booking: Booking) -> int:
    """Count who stands before somebody in line, and themselves."""
    before = Q(queued_at__lt=booking.queued_at) | Q(
        queued_at=booking.queued_at, pk__lte=booking.pk
    )
    line = Booking.objects.filter(
        meeting=booking.meeting_id, state=BookingState.WAITING
    )
    return line.filter(before).count()


def meetings_soon(at: datetime, within: timedelta) -> QuerySet[Meeting]:
    """List published meetings that begin within this time."""
    soon = Meeting.objects.filter(
        state=MeetingState.PUBLISHED, begins_at__gt=at, begins_at__lte=at + within
    )
    return soon.order_by("begins_at", "pk")


def meetings_with_a_line(at: datetime) -> QuerySet[Meeting]:
    """List meetings to come where a held place ran out, or somebody waits."""
    held = Q(bookings__state=BookingState.OFFERED, bookings__offered_until__lte=at)
    waits = Q(bookings__state=BookingState.WAITING)
    ahead = Meeting.objects.filter(state=MeetingState.PUBLISHED, begins_at__gt=at)
    return ahead.filter(held | waits).distinct().order_by("pk")


def messages_sent(meeting: Meeting) -> QuerySet[Notice]:
    """List what organizers wrote to those who come, the latest first."""
    sent = Notice.objects.filter(meeting=meeting, kind="message")
    return sent.select_related("author").order_by("-pk")


def feed_of_link(token: str) -> CalendarFeed | None:
    """Find whose calendar a private address gives."""
    found = CalendarFeed.objects.filter(token_hash__in=hashes_of(token))
    return found.select_related("person").first()
