"""An administrator opens a list of those who come: counted, written down, told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.outbox.models import Job
from engagement.people.models import User
from meetings.errors import (
    MeetingOverError,
    ReasonMissingError,
    TooManyListLooksError,
)
from meetings.models import Booking, ListLook, Meeting
from meetings.queries.looking import list_looks_since
from meetings.services import looking
from meetings.services.leaving import leave_attendees
from meetings.services.letters import token_of
from meetings.services.looking import open_list, tell_of_list_look
from meetings.wishes import Wish
from tests.engagement.concerns.test_races import at_once
from tests.factories.bookings import make_asked, make_booking, make_waiting
from tests.factories.enrolments import make_mentoring
from tests.factories.meetings import make_meeting, make_meeting_organizer
from tests.factories.people import make_admin, make_officer, make_user
from tests.harness.sessions import just_signed_in, sign_in

NEEDS = "A seat near the door"
WHY = "A child is missing since noon"


def opened(meeting: Meeting, actor: User, *, reason: str = WHY) -> list[str]:
    rows = open_list(meeting_id=meeting.pk, actor=actor, reason=reason, now=now())
    return [row.said.name for row in rows]


def looked(actor: User, times: int) -> None:
    meeting = make_meeting()
    for _number in range(times):
        ListLook.objects.create(meeting=meeting, actor=actor, reason=WHY, at=now())


def place_page(booking: Booking) -> str:
    url = reverse("meetings:coming", args=[token_of(booking)])
    return Client().get(url).content.decode()


@pytest.mark.django_db
def test_an_administrator_reads_the_list_and_it_is_written_down() -> None:
    meeting, admin = make_meeting(), make_admin()
    comes = make_booking(meeting, wish=Wish(name="Ann", needs=NEEDS))
    waits = make_waiting(meeting, wish=Wish(name="Bea"))
    make_asked(meeting)

    names = opened(meeting, admin)

    look = ListLook.objects.get()
    assert names == ["Ann", "Bea"]
    assert set(look.seen.all()) == {comes, waits}
    entry = Entry.objects.get(action="meeting.open_list")
    assert (entry.actor_id, entry.reason) == (admin.pk, WHY)


@pytest.mark.django_db
def test_nobody_else_opens_it_and_its_organizers_need_not() -> None:
    meeting = make_meeting()
    organizer, officer = make_admin(), make_officer(of=meeting.neighborhood)
    make_meeting_organizer(meeting, organizer)
    make_booking(meeting)

    for actor in (organizer, officer, make_user()):
        with pytest.raises(NotAllowedError):
            opened(meeting, actor)

    assert ListLook.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["", "  short  ", "x" * 301])
def test_without_a_reason_it_stays_closed(reason: str) -> None:
    meeting = make_meeting()
    make_booking(meeting)

    with pytest.raises(ReasonMissingError):
        opened(meeting, make_admin(), reason=reason)

    assert ListLook.objects.count() == 0


@pytest.mark.django_db
def test_a_list_that_has_gone_cannot_be_opened_and_its_looks_go_with_it() -> None:
    ended = now() - timedelta(days=31)
    meeting, admin = make_meeting(begins_at=ended - timedelta(hours=2)), make_admin()
    make_booking(meeting)
    opened(meeting, admin)

    leave_attendees(now=now())

    assert ListLook.objects.count() == 0
    with pytest.raises(MeetingOverError):
        opened(meeting, admin)


@pytest.mark.django_db
def test_the_eleventh_look_of_a_day_is_refused() -> None:
    admin, meeting = make_admin(), make_meeting()
    looked(admin, 9)
    opened(meeting, admin)

    with pytest.raises(TooManyListLooksError):
        opened(meeting, admin)


@pytest.mark.django_db
def test_those_who_stood_on_the_list_read_why_and_who_came_later_does_not() -> None:
    meeting = make_meeting()
    before = make_booking(meeting)
    opened(meeting, make_admin())
    after = make_booking(meeting)

    pages = place_page(before), place_page(after)

    said = f"an administrator looked at the list because: {WHY}"
    assert [said in page for page in pages] == [True, False]


@pytest.mark.django_db
def test_each_organizer_gets_a_letter_that_names_nobody_who_comes() -> None:
    meeting, organizer = make_meeting(), make_user()
    make_meeting_organizer(meeting, organizer)
    make_booking(meeting, wish=Wish(name="Wilhelmina", needs=NEEDS))
    opened(meeting, make_admin())
    job = Job.objects.get(task="meetings.tell_of_list_look")

    tell_of_list_look(job_id=job.pk, now=now(), **job.arguments)

    (letter,) = mail.outbox
    assert letter.to == [organizer.email]
    assert WHY in str(letter.body)
    assert "Wilhelmina" not in str(letter.body)


@pytest.mark.django_db
def test_the_page_asks_to_prove_it_again_and_shows_the_list_once() -> None:
    meeting, admin = make_meeting(), make_admin()
    make_booking(meeting, wish=Wish(name="Ann", needs=NEEDS))
    url = reverse("meetings:list_open", args=[meeting.pk])
    stale, client = Client(), just_signed_in(admin)
    sign_in(stale, admin, seconds_ago=100_000)

    led_away = stale.post(url, {"reason": WHY})
    shown = client.post(url, {"reason": WHY})
    looked(admin, 9)
    refused = client.post(url, {"reason": WHY})

    assert led_away.status_code == 302
    assert NEEDS in shown.content.decode()
    assert NEEDS not in client.get(url).content.decode()
    assert refused.status_code == 429
    assert ListLook.objects.filter(meeting=meeting).count() == 1


NOW = datetime(2100, 11, 20, 15, 42, tzinfo=UTC)  # after every grant of a test


def tries(before: int, many: int) -> list[Callable[[], object]]:
    admin = make_admin()
    ListLook.objects.bulk_create(
        ListLook(meeting=make_meeting(), actor=admin, reason=WHY, at=NOW)
        for _number in range(before)
    )
    meetings = [make_meeting(begins_at=NOW) for _number in range(many)]

    def opening(meeting: Meeting) -> Callable[[], object]:
        return lambda: open_list(
            meeting_id=meeting.pk, actor=admin, reason=WHY, now=NOW
        )

    return [opening(meeting) for meeting in meetings]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_looks_at_once_exactly_ten_a_day_are_shown() -> None:
    results = at_once(*tries(7, 6))

    kinds = sorted(type(one).__name__ for one in results)
    assert kinds == ["TooManyListLooksError"] * 3 + ["list"] * 3
    assert ListLook.objects.count() == 10


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_taking_turns_more_than_ten_would_be_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: the rule above needs the lock."""
    both_counted = threading.Barrier(2)

    def count_together(actor: User, moment: datetime) -> int:
        found = list_looks_since(actor, moment)
        both_counted.wait(10)
        return found

    monkeypatch.setattr(looking, "take_turns", lambda **_names: None)
    monkeypatch.setattr(looking, "list_looks_since", count_together)
    at_once(*tries(9, 2))

    assert ListLook.objects.count() == 11


@pytest.mark.django_db
def test_who_asks_for_a_place_reads_who_can_read_the_list() -> None:
    meeting, organizer = make_meeting(), make_user()
    make_meeting_organizer(meeting, organizer)
    series = make_mentoring(organizer=organizer)
    client = just_signed_in(organizer)

    pages = [
        client.get(url).content.decode()
        for url in (
            reverse("meetings:come", args=[meeting.pk]),
            reverse("meetings:enrol", args=[series.pk, series.slug]),
            reverse("meetings:attendees", args=[meeting.pk]),
            reverse("meetings:series_people", args=[series.pk]),
        )
    ]

    assert all("an administrator who says why" in page for page in pages)
    assert not any("Only those who look after" in page for page in pages)
