"""Who is enrolled for a series, and whose turn it is. The series is locked by the caller.

One order of locks: the series, then its meetings by their number (decision 0060). One
place of the series is one place in every meeting, so that nobody gets half of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Sum

from engagement.common.ids import new_receipt, new_reference
from engagement.concerns.receipts import hash_of, kept_key, receipt_from
from engagement.outbox.services import enqueue
from meetings.choices import BookingState, EnrolmentState
from meetings.models import Booking, Meeting, Series, SeriesEnrolment
from meetings.models.bookings import LIVE
from meetings.models.enrolments import HELD_FOR_A_TIME, HOLDS_SEATS, LARGEST_PARTY
from meetings.queries.enrolments import coming_of_series
from meetings.services.seats import offer_ends


def locked_for_enrolment(series_id: int) -> Series:
    """Lock the series: everything about its places happens one after the other."""
    return Series.objects.select_for_update().get(pk=series_id)


def locked_series_of(meeting_id: int) -> Series | None:
    """Lock the series a meeting is enrolled for with, before the meeting itself."""
    theirs = Series.objects.filter(meetings=meeting_id, enrols_whole=True)
    return theirs.select_for_update(of=("self",)).first()


def seats_of_series(series: Series) -> int | None:
    """Count the places people can take; None: as many as come."""
    if series.capacity is None:
        return None
    return series.capacity - series.reserved_seats


def seats_enrolled(series_id: int) -> int:
    """Count the places of those enrolled, and of those for whom one is held."""
    held = SeriesEnrolment.objects.filter(series=series_id, state__in=HOLDS_SEATS)
    return int(held.aggregate(seats=Sum("party_size"))["seats"] or 0)


def seats_left_in(series: Series) -> int | None:
    """Count what is free; None: there is no end to it."""
    seats = seats_of_series(series)
    return None if seats is None else max(seats - seats_enrolled(series.pk), 0)


def put_in_line(enrolment: SeriesEnrolment, series: Series, now: datetime) -> None:
    """Give places to somebody who asks now, or a place at the end of the line."""
    tend_series_line(series, now)
    left = seats_left_in(series)
    is_free = left is None or left >= enrolment.party_size
    has_line = SeriesEnrolment.objects.filter(
        series=series,
        state=EnrolmentState.WAITING,
        party_size__lte=_largest(series),
    ).exists()
    enrolment.queued_at = now
    if is_free and not has_line:
        take_seats(enrolment, now)
    else:
        enrolment.state = EnrolmentState.WAITING


def take_seats(enrolment: SeriesEnrolment, now: datetime) -> None:
    """Enrol somebody, or hold their places until a parent or guardian agrees."""
    if enrolment.needs_a_guardian:
        enrolment.state = EnrolmentState.GUARDIAN
        enrolment.offered_until = _held_until(enrolment.series_id, now)
        return
    enrolment.state, enrolment.offered_until = EnrolmentState.ENROLLED, None


def tend_series_line(series: Series, now: datetime) -> int:
    """Let held places go that nobody took, and offer what is free; count the offers."""
    over = SeriesEnrolment.objects.filter(
        series=series, state__in=HELD_FOR_A_TIME, offered_until__lte=now
    )
    for enrolment in over.order_by("pk"):
        end_standing(enrolment, EnrolmentState.LOST, now)
    if not coming_of_series(series.pk, now).exists():
        return 0
    return _offer(series, now)


def _offer(series: Series, now: datetime) -> int:
    line = SeriesEnrolment.objects.filter(
        series=series, state=EnrolmentState.WAITING, party_size__lte=_largest(series)
    )
    left, offered = seats_left_in(series), 0
    for enrolment in line.order_by("queued_at", "pk"):
        if left is not None and left < enrolment.party_size:
            break
        enrolment.state = EnrolmentState.OFFERED
        enrolment.offered_until = _held_until(series.pk, now)
        keep_enrolment(enrolment, now)
        offered += 1
        left = None if left is None else left - enrolment.party_size
    return offered


def _held_until(series_id: int, now: datetime) -> datetime:
    """As long as a place in the next meeting would be held."""
    following = coming_of_series(series_id, now).first()
    return offer_ends(following, now) if following is not None else now


def _largest(series: Series) -> int:
    """A party that fits into no empty hall keeps nobody behind it waiting."""
    seats = seats_of_series(series)
    return LARGEST_PARTY if seats is None else seats


def end_standing(
    enrolment: SeriesEnrolment, state: EnrolmentState, now: datetime
) -> None:
    """Let an enrolment go, with the words about a guardian, and tell."""
    enrolment.state, enrolment.offered_until, enrolment.ended_at = state, None, now
    enrolment.guardian_sealed = b""
    keep_enrolment(enrolment, now)


def keep_enrolment(enrolment: SeriesEnrolment, now: datetime) -> None:
    """Save what became of it, and ask for the letters that say so."""
    enrolment.version += 1
    enrolment.save()
    tell_enrolled(enrolment, now)


def tell_enrolled(enrolment: SeriesEnrolment, now: datetime) -> None:
    """Ask for the letter that says where it stands; a guardian is asked by their own."""
    tasks = ["meetings.send_enrolment_letter"]
    if enrolment.state == EnrolmentState.GUARDIAN:
        tasks.append("meetings.ask_guardian")
    for task in tasks:
        enqueue(
            task=task,
            about=f"meetings.seriesenrolment:{enrolment.pk}",
            version=enrolment.version,
            now=now,
            enrolment_id=enrolment.pk,
            version_meant=enrolment.version,
        )


# -- places in the meetings ------------------------------------------------------------
def seat_everyone(series: Series, now: datetime) -> int:
    """Give everybody enrolled a place in each meeting to come that has none for them.

    Safe to run at any time; a day somebody gave back stays given back.
    """
    ids = list(coming_of_series(series.pk, now).values_list("pk", flat=True))
    meetings = list(
        Meeting.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    )
    enrolled = list(
        SeriesEnrolment.objects.filter(
            series=series, state=EnrolmentState.ENROLLED
        ).order_by("queued_at", "pk")
    )
    missing = _missing(enrolled, meetings, now)
    Booking.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)


def _missing(
    enrolled: Sequence[SeriesEnrolment], meetings: Sequence[Meeting], now: datetime
) -> list[Booking]:
    known = set(
        Booking.objects.filter(enrolment__in=enrolled, meeting__in=meetings)
        .order_by("pk")
        .values_list("meeting", "enrolment")
    )
    return [
        _place(enrolment, meeting, now)
        for meeting in meetings
        for enrolment in enrolled
        if (meeting.pk, enrolment.pk) not in known
    ]


def _place(enrolment: SeriesEnrolment, meeting: Meeting, now: datetime) -> Booking:
    key = kept_key(new_receipt())
    return Booking(
        meeting=meeting,
        enrolment=enrolment,
        person_id=enrolment.person_id,
        address_mark=enrolment.address_mark,
        sealed=enrolment.sealed,
        party_size=enrolment.party_size,
        state=BookingState.BOOKED,
        code=new_reference(),
        key=key,
        token_hash=hash_of(receipt_from(key)),
        language=enrolment.language,
        wants_letters=enrolment.wants_letters,
        asked_at=now,
        queued_at=now,
    )


def give_back_places(enrolment: SeriesEnrolment, now: datetime) -> int:
    """Give back what is to come; where somebody has come already stays."""
    ahead = Booking.objects.filter(
        enrolment=enrolment,
        state__in=LIVE,
        came_at=None,
        meeting__begins_at__gt=now,
    )
    meetings = Meeting.objects.filter(pk__in=ahead.values("meeting")).order_by("pk")
    ids = list(meetings.select_for_update().values_list("pk", flat=True))
    return ahead.filter(meeting__in=ids).update(
        state=BookingState.CANCELLED, ended_at=now
    )
