"""What those who come are asked, and whether anybody has answered."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from meetings.models import Booking, BookingQuestion, Meeting, SeriesEnrolment
from meetings.queries.enrolments import coming_of_series


def questions_of_series(series_id: int, at: datetime) -> QuerySet[BookingQuestion]:
    """List what those who enrol are asked: what its meetings to come ask."""
    ahead = coming_of_series(series_id, at)
    asking = ahead.filter(booking_questions__isnull=False).first()
    if asking is None:
        return BookingQuestion.objects.none()
    return BookingQuestion.objects.filter(meeting=asking).order_by("position")


def has_answers(meeting: Meeting) -> bool:
    """Tell whether somebody answered: for this meeting, or for its whole series."""
    series = meeting.series
    if series is None or not series.enrols_whole:
        return Booking.objects.filter(meeting=meeting).exists()
    enrolled = SeriesEnrolment.objects.filter(series=series)
    booked = Booking.objects.filter(meeting__series=series)
    return enrolled.exists() or booked.exists()
