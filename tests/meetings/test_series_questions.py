"""What organizers ask of those who enrol for a series: once, for all its meetings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.people.models import User
from meetings.belongings import erase_person, export_person
from meetings.choices import QuestionKind
from meetings.errors import BookingIncompleteError
from meetings.models import Booking, Meeting, Series, SeriesEnrolment
from meetings.queries.series import meetings_of
from meetings.services import Change, change_series, grow_series
from meetings.services.answering import Asked, set_questions
from meetings.services.enrolling import (
    confirm_enrolment,
    enrol_as_person,
    enrol_by_mail,
)
from meetings.services.leaving import leave_attendees
from meetings.services.leaving_series import leave_enrolled
from meetings.wishes import Wish, read_wish
from tests.factories.enrolments import make_mentoring
from tests.factories.meetings import make_series, series_details
from tests.factories.people import make_organizer, make_user
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db
HOW = Asked(
    "How do you come?", QuestionKind.CHOICE, ("Bus", "On foot"), is_required=True
)
WHY = Asked("What do you want to learn?")
ASKED = [HOW.text, WHY.text]


def asking(boss: User | None = None, **how: Any) -> Series:
    """A series whose organizer has asked two things at one of its meetings."""
    boss = boss or make_organizer()
    series = make_mentoring(organizer=boss, **how)
    asks(meetings_of(series)[1], boss)
    return series


def asks(meeting: Meeting, boss: User, *questions: Asked) -> None:
    set_questions(
        meeting_id=meeting.pk, questions=questions or (HOW, WHY), actor=boss, now=now()
    )


def asked_in(meeting: Meeting) -> list[str]:
    rows = meeting.booking_questions.order_by("position")
    return list(rows.values_list("text", flat=True))


def answers(series: Series, *said: str) -> dict[str, str]:
    """Answer as the form does: by the numbers of the questions."""
    rows = meetings_of(series)[0].booking_questions.order_by("position")
    return dict(zip([str(one.pk) for one in rows], said, strict=False))


def enrols(series: Series, *said: str, actor: User | None = None) -> SeriesEnrolment:
    return enrol_as_person(
        series_id=series.pk,
        wish=Wish(name="Ann", answers=answers(series, *said)),
        guardian=None,
        actor=actor or make_user(),
        language="en",
        now=now(),
    )


def kept(row: SeriesEnrolment | Booking) -> dict[str, str]:
    return dict(read_wish(row.sealed).answers)


def test_what_one_meeting_asks_all_meetings_to_come_ask() -> None:
    series = asking()

    assert [asked_in(one) for one in meetings_of(series)] == [ASKED] * 3


def test_meetings_written_later_ask_the_same() -> None:
    series = asking(first_at=now() + timedelta(days=1))
    series.rule = "FREQ=WEEKLY;COUNT=5"
    series.save()

    grow_series(series_id=series.pk, now=now())

    asked = [asked_in(one) for one in meetings_of(series)]
    assert asked == [ASKED] * len(asked)
    assert len(asked) > 3


def test_a_series_people_enrol_for_from_now_on_asks_what_its_soonest_meeting_asked() -> (
    None
):
    boss = make_organizer()
    series = make_series(by=boss, rule="FREQ=WEEKLY;COUNT=3")
    asks(meetings_of(series)[1], boss, WHY)
    asks(meetings_of(series)[2], boss, HOW)
    details = series_details(rule=series.rule, enrols_whole=True)

    change_series(
        series_id=series.pk, change=Change(details=details), actor=boss, now=now()
    )

    asked = [asked_in(one) for one in meetings_of(series)]
    assert asked == [[WHY.text]] * 3


def test_answers_lie_sealed_in_the_enrolment_and_in_each_of_its_days() -> None:
    series = asking()

    enrolment = enrols(series, "Bus", "<b>Boxing</b>")

    said = {HOW.text: "Bus", WHY.text: "Boxing"}
    assert kept(enrolment) == said
    assert [kept(day) for day in enrolment.bookings.all()] == [said] * 3
    assert b"Boxing" not in bytes(enrolment.sealed)


def test_by_mail_the_answers_wait_for_the_link_to_be_pressed() -> None:
    series = asking()
    asked = enrol_by_mail(
        series_id=series.pk,
        wish=Wish(answers=answers(series, "On foot")),
        guardian=None,
        address="ann@example.net",
        language="en",
        now=now(),
    )

    confirm_enrolment(enrolment_id=asked.pk, now=now())

    assert [kept(day) for day in asked.bookings.all()] == [{HOW.text: "On foot"}] * 3


@pytest.mark.parametrize("said", ["", "By plane"])
def test_what_must_be_answered_is_answered_with_what_was_offered(said: str) -> None:
    series = asking()

    with pytest.raises(BookingIncompleteError):
        enrols(series, said)

    assert SeriesEnrolment.objects.count() == 0


def test_questions_stay_as_they_are_once_somebody_asked_to_enrol() -> None:
    boss = make_organizer()
    series = asking(boss)
    enrol_by_mail(
        series_id=series.pk,
        wish=Wish(answers=answers(series, "Bus")),
        guardian=None,
        address="ann@example.net",
        language="en",
        now=now(),
    )

    for meeting in meetings_of(series):
        with pytest.raises(BookingIncompleteError):
            asks(meeting, boss, WHY)

    assert [asked_in(one) for one in meetings_of(series)] == [ASKED] * 3


def test_nothing_is_asked_twice() -> None:
    boss = make_organizer()
    meeting = meetings_of(make_mentoring(organizer=boss))[0]

    with pytest.raises(BookingIncompleteError):
        asks(meeting, boss, WHY, WHY)


def test_the_form_asks_and_the_organizers_alone_read_what_was_answered() -> None:
    boss, client, desk = make_organizer(), Client(), Client()
    series = asking(boss)
    sign_in(client, make_user())
    sign_in(desk, boss)
    page = reverse("meetings:enrol", args=[series.pk, series.slug])
    said = {
        f"question_{key}": one for key, one in answers(series, "Bus", "Boxing").items()
    }

    assert [client.get(page).content.decode().count(text) for text in ASKED] == [1, 1]
    assert client.post(page, {"party_size": "1"}).status_code == 200  # not answered
    client.post(page, {"party_size": "1", "name": "Ann", **said})

    last = meetings_of(series).order_by("-begins_at")[0].pk
    for name, pk in (
        ("series_people", series.pk),
        ("attendees", last),
        ("attendees_csv", last),
    ):
        url = reverse(f"meetings:{name}", args=[pk])
        read = desk.get(url).content.decode()
        assert [read.count(word) for word in (*ASKED, "Bus", "Boxing")] == [1] * 4
        assert client.get(url).status_code == 404


def test_the_page_of_questions_says_that_all_meetings_ask_the_same() -> None:
    boss, desk = make_organizer(), Client()
    series = make_mentoring(organizer=boss)
    sign_in(desk, boss)
    url = reverse("meetings:questions", args=[meetings_of(series)[0].pk])
    link = f'href="{url}"'
    assert (
        link in desk.get(reverse("meetings:series", args=[series.pk])).content.decode()
    )

    desk.post(url, {"text": WHY.text, "kind": "text"})

    assert [asked_in(one) for one in meetings_of(series)] == [[WHY.text]] * 3
    assert "all its meetings ask the same" in desk.get(url).content.decode()
    enrols(series, "Boxing")
    assert "Somebody has answered already" in desk.get(url).content.decode()


def test_answers_are_taken_along_erased_and_let_go_as_those_of_bookings() -> None:
    user, other = make_user(), make_user()
    series = asking()
    enrols(series, "Bus", "Boxing", actor=user)
    enrols(series, "On foot", actor=other)

    tables = export_person(user)
    assert [row["answers"] for row in tables["meetings.seriesenrolment"]] == [
        "Bus; Boxing"
    ]
    assert [row["answers"] for row in tables["meetings.booking"]] == ["Bus; Boxing"] * 3
    erase_person(user)
    assert [kept(row) for row in SeriesEnrolment.objects.all()] == [
        {HOW.text: "On foot"}
    ]
    for leave in (leave_attendees, leave_enrolled):
        leave(now=now() + timedelta(days=14 + 14 + 31))

    assert (SeriesEnrolment.objects.count(), Booking.objects.count()) == (0, 0)
