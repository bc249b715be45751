"""Fifty people for the last place of a series at the same moment: exactly one has it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils.timezone import now

from meetings.models import Booking, Meeting, Series, SeriesEnrolment
from meetings.queries.series import meetings_of
from meetings.services import enrolling as services
from meetings.services import grow_series, publish_meeting
from meetings.services.seats import seats_taken
from meetings.services.series_seats import seats_enrolled
from meetings.wishes import Wish
from tests.engagement.concerns.test_races import at_once
from tests.factories.enrolments import add_meeting, make_mentoring
from tests.factories.people import make_organizer, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PEOPLE, RUNS = 50, 20


def asking(series: Series) -> Callable[[], str]:
    person = make_user()

    def ask() -> str:
        made = services.enrol_as_person(
            series_id=series.pk,
            wish=Wish(),
            guardian=None,
            actor=person,
            language="en",
            now=now(),
        )
        return str(made.state)

    return ask


def test_of_fifty_for_the_last_place_one_has_the_series_in_each_of_twenty_runs() -> (
    None
):
    won, taken = [], []
    for _run in range(RUNS):
        series = make_mentoring(capacity=1, meetings=2)

        results = at_once(*[asking(series) for _ in range(PEOPLE)])

        won.append(Counter(map(str, results)))
        taken.append([seats_taken(one.pk) for one in meetings_of(series)])
    assert won == [Counter(enrolled=1, waiting=PEOPLE - 1)] * RUNS
    assert taken == [[1, 1]] * RUNS


def test_control_without_the_lock_the_series_is_overfull(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        services,
        "locked_for_enrolment",
        lambda series_id: Series.objects.get(pk=series_id),
    )
    most = 0
    for _run in range(RUNS):
        series = make_mentoring(capacity=1, meetings=2)
        at_once(*[asking(series) for _ in range(PEOPLE)])
        most = max(most, seats_enrolled(series.pk))
        if most > 1:
            break

    assert most > 1


def test_one_person_pressing_many_times_at_once_is_one_enrolment() -> None:
    series = make_mentoring(capacity=10)
    ask = asking(series)

    assert at_once(*[ask] * 8) == ["enrolled"] * 8
    assert (SeriesEnrolment.objects.count(), Booking.objects.count()) == (1, 3)


def test_places_given_back_twice_at_once_are_offered_once() -> None:
    series = make_mentoring(capacity=1)
    asking(series)()
    has = SeriesEnrolment.objects.get()
    for _ in range(3):
        asking(series)()

    at_once(*[lambda: services.end_enrolment(enrolment_id=has.pk, now=now())] * 8)

    assert Counter(SeriesEnrolment.objects.values_list("state", flat=True)) == Counter(
        ended=1, offered=1, waiting=2
    )


def test_who_enrols_while_meetings_are_written_and_published_misses_none() -> None:
    boss = make_organizer()
    series = make_mentoring(capacity=50, organizer=boss)
    later = now() + timedelta(days=60)
    drafts = [
        add_meeting(
            series, later + timedelta(weeks=week), organizer=boss, state="draft"
        )
        for week in range(2)
    ]

    def publishing(meeting: Meeting) -> Callable[[], object]:
        return lambda: publish_meeting(meeting_id=meeting.pk, actor=boss, now=now())

    results = at_once(
        *[asking(series) for _ in range(8)],
        *[publishing(one) for one in drafts],
        lambda: grow_series(series_id=series.pk, now=now()),
    )

    assert [one for one in results if isinstance(one, Exception)] == []
    meetings = meetings_of(series).filter(published_at__isnull=False)
    assert {one.bookings.count() for one in meetings} == {8}
