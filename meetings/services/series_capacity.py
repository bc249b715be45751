"""How people come to a series, and how many: said for all its meetings at once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.common.errors import NotAllowedError
from engagement.people.models import User
from meetings.errors import EnrolledError
from meetings.models import Booking, Meeting, Series, SeriesEnrolment
from meetings.models.bookings import LIVE
from meetings.models.enrolments import LIVE_ENROLMENTS
from meetings.queries.series import still_to_come
from meetings.services.series import SeriesDetails, locked_series, note_series
from meetings.services.series_questions import share_questions
from meetings.services.series_seats import seats_enrolled, tend_series_line
from meetings.services.waiting import require_enough


@transaction.atomic
def change_series_seats(
    *,
    series_id: int,
    capacity: int | None,
    reserved_seats: int,
    asks_guardian: bool,
    actor: User,
    now: datetime,
) -> Series:
    """Say how many can enrol, and whether a guardian must agree; nobody loses a place.

    Raises NotAllowedError, SeatsTakenError.
    """
    series = locked_series(series_id, actor)
    if not series.enrols_whole:
        raise NotAllowedError(_("Nobody enrols for this series as a whole."))
    tend_series_line(series, now)  # places nobody took in time are not taken
    require_enough(capacity, reserved_seats, series.room, seats_enrolled(series.pk))
    before = (series.capacity, series.reserved_seats, series.asks_guardian)
    if before == (capacity, reserved_seats, asks_guardian):
        return series
    series.capacity, series.reserved_seats = capacity, reserved_seats
    series.asks_guardian = asks_guardian
    series.save(update_fields=["capacity", "reserved_seats", "asks_guardian"])
    _write_to_meetings(series, now)
    note_series(series, actor, "series.change_seats", now)
    tend_series_line(series, now)
    return series


def require_same_way(series: Series, details: SeriesDetails, now: datetime) -> bool:
    """Tell whether people enrol for all of it from now on. Raises EnrolledError.

    The way in which people come changes only while nobody has come that way: the
    meetings are locked, so that nobody does meanwhile.
    """
    if details.enrols_whole == series.enrols_whole:
        return False
    ahead = still_to_come(series, now).order_by("pk").values_list("pk", flat=True)
    ids = list(ahead.select_for_update(of=("self",)))
    booked = Booking.objects.filter(meeting__in=ids, state__in=LIVE)
    enrolled = SeriesEnrolment.objects.filter(series=series, state__in=LIVE_ENROLMENTS)
    if booked.exists() or enrolled.exists():
        raise EnrolledError(
            _("Somebody has a place already. How people come stays as it is.")
        )
    return details.enrols_whole


def take_over_seats(series: Series, now: datetime) -> None:
    """Let as many enrol as fit into the smallest of its meetings; all ask the same."""
    smallest = (
        still_to_come(series, now)
        .filter(capacity__isnull=False)
        .order_by("capacity", "-reserved_seats", "pk")
        .first()
    )
    if smallest is not None and series.capacity is None:
        series.capacity = smallest.capacity
        series.reserved_seats = smallest.reserved_seats
        series.save(update_fields=["capacity", "reserved_seats"])
    _write_to_meetings(series, now)
    share_questions(series, now)


def _write_to_meetings(series: Series, now: datetime) -> None:
    ahead = Meeting.objects.filter(series=series, begins_at__gt=now)
    ahead.update(capacity=series.capacity, reserved_seats=series.reserved_seats)
