"""What is kept of those enrolled: read, taken along and erased as their bookings are."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import now

from engagement.people.models import User
from meetings.belongings import erase_person, export_person
from meetings.models import Booking, Series, SeriesEnrolment
from meetings.services.enrolling import (
    Guardian,
    confirm_enrolment,
    enrol_as_person,
    enrol_by_mail,
)
from meetings.services.leaving import leave_attendees
from meetings.services.leaving_series import leave_enrolled
from meetings.services.waiting import tend_lines
from meetings.wishes import Wish
from tests.factories.enrolments import make_mentoring
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
HOW: dict[str, Any] = {
    "wish": Wish(name="Ann", needs="A seat in front"),
    "language": "en",
}


def enrolled(series: Series, user: User) -> SeriesEnrolment:
    return enrol_as_person(
        series_id=series.pk,
        actor=user,
        guardian=Guardian("Pat", "pat@example.net"),
        now=now(),
        **HOW,
    )


def test_a_copy_holds_what_somebody_said_by_account_and_by_letter() -> None:
    user = make_user("ann@example.org")
    enrolled(make_mentoring(asks_guardian=True), user)
    asked = enrol_by_mail(
        series_id=make_mentoring(title="Other nights").pk,
        address="ann@example.org",
        guardian=None,
        now=now(),
        **HOW,
    )
    confirm_enrolment(enrolment_id=asked.pk, now=now())

    rows = export_person(user)["meetings.seriesenrolment"]

    kept = ("series", "state", "name", "needs", "guardian")
    assert [tuple(row[word] for word in kept) for row in rows] == [
        ("Gym night", "guardian", "Ann", "A seat in front", "Pat"),
        ("Other nights", "enrolled", "Ann", "A seat in front", ""),
    ]


def test_erasing_somebody_frees_their_places_in_every_meeting() -> None:
    series, user = make_mentoring(capacity=1), make_user()
    enrolled(series, user)
    waits = enrolled(series, make_user())

    erase_person(user)
    tend_lines(now=now())

    waits.refresh_from_db()
    assert (waits.state, Booking.objects.count()) == ("offered", 0)


def test_a_month_after_the_last_meeting_nothing_is_left() -> None:
    series = make_mentoring(meetings=2)
    enrolled(series, make_user())
    last = now() + timedelta(days=21)

    leave_enrolled(now=last + timedelta(days=29))
    assert SeriesEnrolment.objects.count() == 1
    for leave in (leave_attendees, leave_enrolled):
        leave(now=last + timedelta(days=31))

    assert (SeriesEnrolment.objects.count(), Booking.objects.count()) == (0, 0)
