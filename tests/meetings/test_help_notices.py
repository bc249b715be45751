"""Those who help hear of what changes: once each, and only while it still holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils.timezone import now

from engagement.outbox.models import Job
from meetings.choices import HelpState, MeetingState, NoticeKind
from meetings.models import HelpOffer, Meeting, Notice
from meetings.services import notices
from meetings.services.help_letters import send_helper_notice
from meetings.services.letters import send_notice
from meetings.services.notices import (
    ask_for_reminders,
    message_attendees,
    spread_notice,
    tell_of_change,
)
from tests.factories.bookings import make_booking
from tests.factories.helping import make_help, make_helper, make_wanted
from tests.factories.meetings import make_meeting, make_meeting_organizer
from tests.factories.people import make_user

DO: dict[str, Callable[..., object]] = {
    "meetings.spread_notice": spread_notice,
    "meetings.send_notice": send_notice,
    "meetings.send_helper_notice": send_helper_notice,
}


def work_off(at: datetime | None = None) -> list[str]:
    """Do what waits, as relay and worker do; give who got a letter."""
    while jobs := list(Job.objects.filter(done_at=None).order_by("pk")):
        for job in jobs:
            DO[job.task](job_id=job.pk, now=at or now(), **job.arguments)
    return sorted(letter.to[0] for letter in mail.outbox)


def helpers(meeting: Meeting, *names: str, **fields: Any) -> None:
    wanted = make_wanted(meeting, number=9)
    for name in names:
        make_helper(wanted=wanted, address=f"{name}@example.net", **fields)


def moved(meeting: Meeting) -> None:
    meeting.version += 1
    meeting.times_moved, meeting.move_reason = 1, "The hall is being painted"
    meeting.save()
    tell_of_change(meeting, NoticeKind.MOVED, now())


@pytest.mark.django_db
def test_whoever_helps_or_waits_hears_that_it_moved_after_those_who_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(notices, "BATCH", 2)
    meeting = make_meeting()
    helpers(meeting, "ann", "bea", "cleo")
    waits = HelpOffer.objects.get(pk=HelpOffer.objects.order_by("pk")[0].pk)
    HelpOffer.objects.filter(pk=waits.pk).update(state=HelpState.OFFERED)
    before = now() - timedelta(minutes=1)
    for name in ("x", "y", "z"):
        make_booking(meeting, address=f"{name}@example.net", at=before)

    moved(meeting)

    everybody = ("ann", "bea", "cleo", "x", "y", "z")
    assert work_off() == [f"{name}@example.net" for name in everybody]
    assert Notice.objects.get().told == 6
    assert "painted" in str(mail.outbox[-1].body)


@pytest.mark.django_db
def test_who_was_declined_went_or_wants_no_letters_hears_nothing() -> None:
    meeting = make_meeting()
    helpers(meeting, "ann")
    helpers_gone = [HelpState.DECLINED, HelpState.TAKEN_BACK, HelpState.ACCEPTED]
    wanted = meeting.helpers_wanted.get()
    for state in helpers_gone:
        silent = state == HelpState.ACCEPTED
        make_help(wanted=wanted, state=state, wants_letters=not silent)

    moved(meeting)

    assert work_off() == ["ann@example.net"]


@pytest.mark.django_db
def test_who_gives_up_between_asking_and_sending_hears_nothing() -> None:
    meeting = make_meeting()
    helpers(meeting, "ann")
    moved(meeting)
    job = Job.objects.get()
    spread_notice(job_id=job.pk, now=now(), **job.arguments)

    HelpOffer.objects.update(state=HelpState.TAKEN_BACK)

    assert work_off() == []


@pytest.mark.django_db
def test_a_cancelled_meeting_tells_its_helpers_why() -> None:
    meeting = make_meeting()
    helpers(meeting, "ann")
    meeting.version, meeting.state = 2, MeetingState.CANCELLED
    meeting.cancelled_at, meeting.cancel_reason = now(), "A storm"
    meeting.save()

    tell_of_change(meeting, NoticeKind.CANCELLED, now())

    assert work_off() == ["ann@example.net"]
    assert "A storm" in str(mail.outbox[0].body)


@pytest.mark.django_db
def test_helpers_are_reminded_twice_with_the_link_to_join_and_who_waits_is_not() -> (
    None
):
    begins = now() + timedelta(days=3)
    meeting = make_meeting(
        begins_at=begins, form="hybrid", online_link="https://join.example.org/x"
    )
    helpers(meeting, "ann")
    make_help(wanted=meeting.helpers_wanted.get(), address="bea@example.net")

    for before in (timedelta(days=2), timedelta(hours=2)):
        for _minute in range(2):
            ask_for_reminders(now=begins - before)
        work_off(begins - before)

    assert [one.to[0] for one in mail.outbox] == ["ann@example.net"] * 2
    assert "https://join.example.org/x" in str(mail.outbox[0].body)


@pytest.mark.django_db
def test_a_message_to_those_who_come_reaches_those_who_help() -> None:
    meeting, organizer = make_meeting(), make_user()
    make_meeting_organizer(meeting, organizer)
    helpers(meeting, "ann")

    message_attendees(
        meeting_id=meeting.pk, text="Bring a chair", actor=organizer, now=now()
    )

    assert work_off() == ["ann@example.net"]
    assert "Bring a chair" in str(mail.outbox[0].body)
