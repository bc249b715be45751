"""What is told to everybody who comes: once each, late only while it helps, never stale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagement.common.errors import NotAllowedError
from engagement.outbox import services as outbox
from engagement.outbox.models import Job
from engagement.outbox.queries import waiting_jobs
from engagement.people.models import User
from meetings.choices import BookingState
from meetings.errors import TooManyMessagesError
from meetings.models import Booking, Meeting, Notice
from meetings.services import cancel_meeting, move_meeting
from meetings.services.booking import cancel_booking, choose_letters
from meetings.services.letters import send_booking_letter, send_notice
from meetings.services.notices import (
    BATCH,
    ask_for_reminders,
    message_attendees,
    spread_notice,
)
from tests.factories.bookings import make_asked, make_booking, make_waiting
from tests.factories.meetings import make_meeting, make_meeting_organizer
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
BEGINS = datetime(2026, 11, 20, 23, tzinfo=UTC)
_DO: dict[str, Callable[..., object]] = {
    "meetings.spread_notice": spread_notice,
    "meetings.send_notice": send_notice,
    "meetings.send_booking_letter": send_booking_letter,
}


def work_off(at: datetime) -> None:
    """Do everything that is due, as relay and worker do, at this moment."""
    while True:
        jobs = list(waiting_jobs(at))
        if not jobs:
            return
        for job in jobs:
            given = dict(job.arguments)
            if "version_meant" in given:
                given["version"] = given.pop("version_meant")
            _DO[job.task](job_id=job.pk, now=at, **given)


def a_meeting(**fields: Any) -> tuple[Meeting, User]:
    organizer = make_user()
    meeting = make_meeting(begins_at=BEGINS, published_at=NOW, **fields)
    make_meeting_organizer(meeting, organizer)
    return meeting, organizer


def moved(meeting: Meeting, by: User, to: datetime, at: datetime) -> Meeting:
    return move_meeting(
        meeting_id=meeting.pk,
        begins_at=to,
        ends_at=to + timedelta(hours=2),
        form=meeting.form,
        venue_id=meeting.venue_id,
        room_id=None,
        online_link="",
        reason="The hall is being painted",
        actor=by,
        now=at,
    )


def subjects() -> Counter[str]:
    return Counter(letter.subject.partition(":")[0] for letter in mail.outbox)


def every_minute(
    first: datetime, last: datetime, *, off: tuple[datetime, datetime]
) -> None:
    """Let the clock ask every minute, with some hours in which nothing ran."""
    at = first
    while at < last:
        if not off[0] <= at < off[1]:
            if ask_for_reminders(now=at):
                work_off(at)
            if at.minute == 0:
                outbox.purge(now=at)
        at += timedelta(minutes=1)


NEVER = (NOW, NOW)


@pytest.mark.slow
def test_three_days_of_minutes_send_each_reminder_once() -> None:
    meeting, _organizer = a_meeting()
    make_booking(meeting, at=NOW)
    make_booking(meeting, at=NOW)

    every_minute(BEGINS - timedelta(days=3), BEGINS + timedelta(hours=1), off=NEVER)

    assert subjects() == {"Soon": 4}
    assert sorted(Notice.objects.values_list("minutes_before", flat=True)) == [
        120,
        2880,
    ]


@pytest.mark.slow
def test_off_for_six_hours_what_was_missed_comes_late_if_it_still_helps() -> None:
    meeting, _organizer = a_meeting()
    make_booking(meeting, at=NOW)
    due = BEGINS - timedelta(days=2)

    off = (due - timedelta(hours=1), due + timedelta(hours=5))
    every_minute(BEGINS - timedelta(days=3), BEGINS, off=off)

    assert subjects() == {"Soon": 2}
    first = Notice.objects.get(minutes_before=2880)
    assert first.at == due + timedelta(hours=5)


@pytest.mark.slow
def test_a_reminder_that_is_too_late_to_help_never_leaves() -> None:
    meeting, _organizer = a_meeting()
    make_booking(meeting, at=NOW)

    off = (BEGINS - timedelta(hours=6), BEGINS - timedelta(minutes=10))
    every_minute(BEGINS - timedelta(hours=7), BEGINS + timedelta(hours=2), off=off)

    assert subjects() == {}


@pytest.mark.slow
def test_a_reminder_keeps_its_time_ahead_when_the_meeting_moves() -> None:
    meeting, organizer = a_meeting()
    make_booking(meeting, at=NOW)
    later = BEGINS + timedelta(days=7)
    moved(meeting, organizer, later, NOW + timedelta(hours=1))
    work_off(NOW + timedelta(hours=1))
    mail.outbox.clear()

    every_minute(BEGINS - timedelta(days=3), BEGINS, off=NEVER)
    assert subjects() == {}

    every_minute(later - timedelta(days=3), later, off=NEVER)
    assert subjects() == {"Soon": 2}
    assert Notice.objects.get(minutes_before=2880).at == later - timedelta(days=2)


def test_who_was_just_told_that_it_moved_is_not_reminded_of_the_day_after_tomorrow() -> (
    None
):
    meeting, organizer = a_meeting()
    make_booking(meeting, at=NOW)
    at = BEGINS - timedelta(hours=30)
    moved(meeting, organizer, BEGINS + timedelta(hours=1), at)

    assert ask_for_reminders(now=at + timedelta(minutes=1)) == 0


def test_a_stale_reminder_never_leaves() -> None:
    meeting, organizer = a_meeting()
    make_booking(meeting, at=NOW)
    due = BEGINS - timedelta(days=2)
    ask_for_reminders(now=due)
    spread = Job.objects.get(task="meetings.spread_notice")
    spread_notice(job_id=spread.pk, notice_id=Notice.objects.get().pk, now=due)

    moved(meeting, organizer, BEGINS + timedelta(days=3), due + timedelta(minutes=1))
    work_off(due + timedelta(minutes=2))

    assert subjects() == {"Moved": 1}


def test_a_move_is_told_once_to_those_who_come_and_wait_and_says_when_and_where() -> (
    None
):
    meeting, organizer = a_meeting()
    make_booking(meeting, at=NOW)
    make_waiting(meeting, at=NOW)
    make_asked(meeting, at=NOW)
    make_booking(meeting, at=NOW, state=BookingState.CANCELLED, ended_at=NOW)

    at = NOW + timedelta(hours=1)
    moved(meeting, organizer, BEGINS + timedelta(days=1), at)
    moved(meeting, organizer, BEGINS + timedelta(days=1), at)
    work_off(at)

    assert subjects() == {"Moved": 2}
    text = str(mail.outbox[0].body)
    for words in (
        "Saturday 21 November 2026, 6:00 pm to 8:00 pm (EST)",
        f"{meeting.venue}, 1 Mill Road",
        "The hall is being painted",
        "http://localhost",
    ):
        assert words in text


def test_what_moved_twice_before_anybody_was_told_is_told_once() -> None:
    meeting, organizer = a_meeting()
    make_booking(meeting, at=NOW)

    for days in (1, 2):
        moved(meeting, organizer, BEGINS + timedelta(days=days), NOW)
    work_off(NOW)

    assert subjects() == {"Moved": 1}
    assert "Sunday 22 November" in str(mail.outbox[0].body)


def test_a_cancelled_meeting_is_told_once_and_reminds_nobody() -> None:
    meeting, organizer = a_meeting()
    make_booking(meeting, at=NOW)

    for _ in range(2):
        cancel_meeting(meeting_id=meeting.pk, reason="Snow", actor=organizer, now=NOW)
    work_off(NOW)
    every_minute(BEGINS - timedelta(hours=3), BEGINS, off=NEVER)

    assert subjects() == {"Cancelled": 1}
    assert "Snow" in str(mail.outbox[0].body)


def test_one_press_stops_the_letters_of_one_meeting() -> None:
    meeting, organizer = a_meeting()
    quiet, other = make_booking(meeting, at=NOW), make_booking(meeting, at=NOW)
    choose_letters(booking_id=quiet.pk, wants=False)

    moved(meeting, organizer, BEGINS + timedelta(days=1), NOW)
    work_off(NOW)

    assert len(mail.outbox) == 1
    assert other.wants_letters


def test_a_letter_about_a_place_that_changed_meanwhile_never_leaves() -> None:
    meeting, _organizer = a_meeting(capacity=1)
    has = make_booking(meeting, at=NOW)
    make_waiting(meeting, at=NOW)
    cancel_booking(booking_id=has.pk, now=NOW)

    work_off(NOW + timedelta(hours=25))

    assert subjects() == {}


def test_a_free_place_is_told_with_its_hour() -> None:
    meeting, _organizer = a_meeting(capacity=1)
    has = make_booking(meeting, at=NOW)
    make_waiting(meeting, at=NOW)

    cancel_booking(booking_id=has.pk, now=NOW)
    work_off(NOW)

    assert subjects() == {"A place is free for you": 1}
    assert "Wednesday 11 November 2026, 7:00 am" in str(mail.outbox[0].body)


@pytest.mark.slow
def test_hundreds_are_told_in_batches_and_a_killed_batch_is_told_once() -> None:
    meeting, organizer = a_meeting()
    rows = [make_booking(meeting, at=NOW) for _ in range(BATCH + 5)]
    moved(meeting, organizer, BEGINS + timedelta(days=1), NOW)
    job, notice = Job.objects.get(), Notice.objects.get()

    assert spread_notice(job_id=job.pk, notice_id=notice.pk, now=NOW) == BATCH
    assert spread_notice(job_id=job.pk, notice_id=notice.pk, now=NOW) == 5
    for _ in range(2):
        work_off(NOW)

    assert len(mail.outbox) == len(rows)
    notice.refresh_from_db()
    assert (notice.told, notice.done_at) == (len(rows), NOW)


def test_asking_for_a_batch_takes_no_query_for_each_who_has_a_seat() -> None:
    counts = []
    for people in (1, 3):
        meeting, _organizer = a_meeting()
        for _ in range(people):
            make_booking(meeting, at=NOW)
        with CaptureQueriesContext(connection) as captured:
            ask_for_reminders(now=BEGINS - timedelta(days=2))
        counts.append(len(captured))
        Meeting.objects.update(state="draft", published_at=None)

    assert counts[0] == counts[1]


# -- an organizer’s own letter ----------------------------------------------------------
def test_a_message_reaches_who_has_a_place_three_times_and_no_more() -> None:
    meeting, organizer = a_meeting()
    make_booking(meeting, at=NOW)
    make_waiting(meeting, at=NOW)
    for number in range(3):
        message_attendees(
            meeting_id=meeting.pk, text=f"Bring {number}", actor=organizer, now=NOW
        )

    with pytest.raises(TooManyMessagesError):
        message_attendees(meeting_id=meeting.pk, text="More", actor=organizer, now=NOW)

    work_off(NOW)
    assert subjects() == {"About the meeting": 3}
    assert "Bring 0" in str(mail.outbox[0].body)


def test_officers_of_the_place_may_write_and_those_from_elsewhere_may_not() -> None:
    meeting, _organizer = a_meeting()

    with pytest.raises(NotAllowedError):
        message_attendees(
            meeting_id=meeting.pk,
            text="Hello",
            actor=make_officer(of=make_neighborhood()),
            now=NOW,
        )
    message_attendees(
        meeting_id=meeting.pk,
        text="Hello",
        actor=make_officer(of=meeting.neighborhood),
        now=NOW,
    )

    assert Notice.objects.count() == 1
    assert not Booking.objects.exists()
