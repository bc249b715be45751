"""Who enrolled for a series: one's own, and the lists its organizers read."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Case, Q, QuerySet, Sum, Value, When

from engagement.concerns.receipts import hashes_of
from engagement.people.models import User
from meetings.choices import BookingState, EnrolmentState, MeetingState
from meetings.models import Booking, Meeting, Series, SeriesEnrolment
from meetings.models.enrolments import HELD_FOR_A_TIME, LIVE_ENROLMENTS
from meetings.queries.visible import MeetingQuerySet
from meetings.wishes import address_marks

EnrolmentQuerySet = QuerySet[SeriesEnrolment]
_IN_ORDER = Case(
    When(state=EnrolmentState.ENROLLED, then=Value(0)),
    When(state__in=HELD_FOR_A_TIME, then=Value(1)),
    default=Value(2),
)


def open_series() -> QuerySet[Series]:
    """List the series whose page of enrolment everybody may read."""
    found = Series.objects.filter(enrols_whole=True, published_at__isnull=False)
    return found.select_related("neighborhood", "venue", "room").order_by("pk")


def coming_of_series(series_id: int, at: datetime) -> MeetingQuerySet:
    """List the public meetings of a series that are to come, the soonest first."""
    ahead = Meeting.objects.filter(
        series=series_id, state=MeetingState.PUBLISHED, begins_at__gt=at
    )
    return ahead.select_related("venue", "room").order_by("begins_at", "pk")


def enrolment_of_link(token: str) -> SeriesEnrolment | None:
    """Find the enrolment a mailed link opens."""
    found = SeriesEnrolment.objects.filter(token_hash__in=hashes_of(token))
    return found.select_related("series", "person").first()


def enrolment_of_guardian(token: str) -> SeriesEnrolment | None:
    """Find the enrolment the letter to a parent or guardian is about."""
    found = SeriesEnrolment.objects.filter(guardian_hash__in=hashes_of(token))
    return found.select_related("series", "person").first()


def enrolments_of_person(user: User) -> EnrolmentQuerySet:
    """List what somebody enrolled for, signed in or by letters to their own address."""
    mine = Q(person=user) | Q(person=None, address_mark__in=address_marks(user.email))
    kept = SeriesEnrolment.objects.filter(mine).exclude(state=EnrolmentState.ASKED)
    return kept.select_related("series", "person").order_by("pk")


def live_enrolments_of(user: User) -> EnrolmentQuerySet:
    """List the series somebody belongs to, or waits for."""
    return enrolments_of_person(user).filter(state__in=LIVE_ENROLMENTS)


def live_enrolment_of(user: User, series_id: int) -> SeriesEnrolment | None:
    """Give the enrolment somebody has for this series."""
    return live_enrolments_of(user).filter(series=series_id).first()


def enrolled_in(series: Series) -> EnrolmentQuerySet:
    """List who is enrolled, for whom a place is held, and who waits, in their order."""
    states = [one for one in LIVE_ENROLMENTS if one != EnrolmentState.ASKED]
    listed = SeriesEnrolment.objects.filter(series=series, state__in=states)
    return listed.select_related("person").order_by(_IN_ORDER, "queued_at", "pk")


def days_given_back(series: Series, at: datetime) -> QuerySet[Booking]:
    """List the single days on which those enrolled said they cannot come."""
    missed = Booking.objects.filter(
        enrolment__series=series,
        enrolment__state=EnrolmentState.ENROLLED,
        state=BookingState.CANCELLED,
        meeting__begins_at__gt=at,
    )
    return missed.select_related("meeting").order_by("meeting__begins_at", "pk")


def days_of_enrolment(enrolment: SeriesEnrolment, at: datetime) -> QuerySet[Booking]:
    """List the places of one enrolment in what is not over, the soonest first."""
    ahead = Booking.objects.filter(enrolment=enrolment, meeting__ends_at__gt=at)
    rows = ahead.select_related("meeting", "meeting__venue", "meeting__room")
    return rows.order_by("meeting__begins_at", "pk")


def people_enrolled(series: Series) -> int:
    """Count the people who are enrolled."""
    enrolled = SeriesEnrolment.objects.filter(
        series=series, state=EnrolmentState.ENROLLED
    )
    return int(enrolled.aggregate(people=Sum("party_size"))["people"] or 0)


def place_in_series_line(enrolment: SeriesEnrolment) -> int:
    """Count who stands before somebody in line, and themselves."""
    before = Q(queued_at__lt=enrolment.queued_at) | Q(
        queued_at=enrolment.queued_at, pk__lte=enrolment.pk
    )
    line = SeriesEnrolment.objects.filter(
        series=enrolment.series_id, state=EnrolmentState.WAITING
    )
    return line.filter(before).count()


def series_with_a_line(at: datetime) -> QuerySet[Series]:
    """List series where a held place ran out, or somebody waits."""
    held = Q(enrolments__state__in=HELD_FOR_A_TIME, enrolments__offered_until__lte=at)
    waits = Q(enrolments__state=EnrolmentState.WAITING)
    return Series.objects.filter(held | waits).distinct().order_by("pk")
