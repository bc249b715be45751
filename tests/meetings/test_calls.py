"""Inviting those who follow a neighborhood: shown in fives, sent once each, stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.outbox.models import Job
from engagement.people.models import Follow, User
from engagement.places.models import Neighborhood
from meetings.errors import CallError, MeetingOverError, TooManyMessagesError
from meetings.models import Called, CallRound, CallStop, Meeting
from meetings.queries.audiences import rounds_of
from meetings.services import calling
from meetings.services.calling import (
    call_neighbors,
    send_call,
    spread_calls,
    stop_calls,
    stop_token,
)
from meetings.services.leaving import leave_attendees
from tests.engagement.concerns.test_races import at_once
from tests.factories.bookings import make_booking
from tests.factories.groups import make_group, make_member
from tests.factories.meetings import make_draft, make_meeting, make_meeting_organizer
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood
from tests.harness.sessions import just_signed_in


def make_followers(place: Neighborhood, many: int, language: str = "en") -> list[User]:
    people = [make_user() for _number in range(many)]
    User.objects.filter(pk__in=[one.pk for one in people]).update(language=language)
    Follow.objects.bulk_create(Follow(user=one, neighborhood=place) for one in people)
    return people


def a_meeting(**fields: Any) -> tuple[Meeting, User]:
    meeting, organizer = make_meeting(**fields), make_user()
    make_meeting_organizer(meeting, organizer)
    return meeting, organizer


def place_of(meeting: Meeting) -> Neighborhood:
    assert meeting.neighborhood is not None
    return meeting.neighborhood


def called(meeting: Meeting, actor: User, *places: int, language: str = "") -> None:
    call_neighbors(
        meeting_id=meeting.pk,
        places=places or (place_of(meeting).pk,),
        language=language,
        actor=actor,
        now=now(),
    )


def work_off() -> list[str]:
    """Do what waits, as relay and worker do; give who got a letter."""
    do: dict[str, Callable[..., object]] = {
        "meetings.spread_calls": spread_calls,
        "meetings.send_call": send_call,
    }
    while jobs := list(Job.objects.filter(done_at=None).order_by("pk")):
        for job in jobs:
            do[job.task](job_id=job.pk, now=now(), **job.arguments)
    return sorted(letter.to[0] for letter in mail.outbox)


def mails_of(people: list[User]) -> list[str]:
    return sorted(one.email for one in people)


@pytest.mark.django_db
def test_followers_get_one_letter_each_and_a_second_round_only_those_who_are_new() -> (
    None
):
    meeting, organizer = a_meeting()
    first = make_followers(place_of(meeting), 2)
    make_followers(make_neighborhood(), 1)
    called(meeting, organizer)
    work_off()
    later = make_followers(place_of(meeting), 1)

    called(meeting, organizer)
    told = work_off()

    assert told == mails_of(first + later)
    assert Entry.objects.filter(action="meeting.call_neighbors").count() == 2
    words = str(mail.outbox[0].body)
    assert meeting.get_absolute_url() in words
    assert "/meetings/invitations/" in words


@pytest.mark.django_db
def test_only_those_of_a_language_who_do_not_come_and_want_to_hear() -> None:
    meeting, organizer = a_meeting()
    place = place_of(meeting)
    (comes, stopped, left) = make_followers(place, 3, "es")
    (meant,) = make_followers(place, 1, "es")
    make_followers(place, 1, "en")
    make_booking(meeting, person=comes)
    stop_calls(person=stopped, now=now())
    User.objects.filter(pk=left.pk).update(is_active=False)

    called(meeting, organizer, language="es")

    assert work_off() == [meant.email]


@pytest.mark.django_db
def test_members_of_watch_groups_there_are_invited_and_a_follower_among_them_once() -> (
    None
):
    meeting, organizer = a_meeting()
    place = place_of(meeting)
    (both,) = make_followers(place, 1)
    here = make_group(neighborhood=place)
    member = make_member(here).person
    make_member(here, both)
    make_member(here, state="paused", reason="x")
    make_member(make_group())
    make_member(
        make_group(neighborhood=place, state="frozen", frozen_because="no_captain")
    )

    called(meeting, organizer)

    assert work_off() == mails_of([both, member])


@pytest.mark.django_db
def test_who_stops_or_unfollows_meanwhile_gets_nothing() -> None:
    meeting, organizer = a_meeting()
    stopped, unfollows = make_followers(place_of(meeting), 2)
    called(meeting, organizer)
    job = Job.objects.get()
    spread_calls(job_id=job.pk, now=now(), **job.arguments)
    stop_calls(person=stopped, now=now())
    Follow.objects.filter(user=unfollows).delete()

    assert work_off() == []


@pytest.mark.django_db
def test_three_rounds_and_no_more() -> None:
    meeting, organizer = a_meeting()
    for _number in range(3):
        make_followers(place_of(meeting), 1)
        called(meeting, organizer)
        work_off()
    make_followers(place_of(meeting), 1)

    with pytest.raises(TooManyMessagesError):
        called(meeting, organizer)


@pytest.mark.django_db
def test_drafts_and_what_is_over_invite_nobody_and_an_empty_round_is_none() -> None:
    meeting, organizer = a_meeting()
    draft, over = make_draft(), make_meeting(begins_at=now() - timedelta(days=1))
    for one in (draft, over):
        make_meeting_organizer(one, organizer)
        make_followers(place_of(one), 1)
        with pytest.raises(MeetingOverError):
            called(one, organizer)

    with pytest.raises(CallError):
        called(meeting, organizer)
    assert CallRound.objects.count() == 0


@pytest.mark.django_db
def test_nobody_invites_to_what_is_not_theirs_nor_where_they_have_no_role() -> None:
    meeting, organizer = a_meeting()
    other = make_neighborhood()
    make_followers(place_of(meeting), 1)
    make_followers(other, 1)

    with pytest.raises(NotAllowedError):
        called(meeting, make_officer(of=other))
    with pytest.raises(NotAllowedError):
        called(meeting, organizer, other.pk)

    assert CallRound.objects.count() == 0


@pytest.mark.django_db
def test_hundreds_go_in_batches_and_a_batch_done_twice_calls_nobody_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(calling, "BATCH", 2)
    meeting, organizer = a_meeting()
    people = make_followers(place_of(meeting), 5)
    called(meeting, organizer)
    job = Job.objects.get()
    for _twice in range(2):
        spread_calls(job_id=job.pk, now=now(), **job.arguments)

    assert work_off() == mails_of(people)
    assert Called.objects.count() == 5


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("many", "said"), [(9, "A few people"), (12, "About 10 people")]
)
def test_the_page_tells_about_how_many_and_never_who(many: int, said: str) -> None:
    meeting, organizer = a_meeting()
    people = make_followers(place_of(meeting), many)
    client, url = just_signed_in(organizer), reverse("meetings:call", args=[meeting.pk])
    asked = {"act": "count", "places": [place_of(meeting).pk]}

    page = client.post(url, asked).content.decode()

    assert said in page
    assert not any(one.email in page for one in people)
    assert CallRound.objects.count() == 0


@pytest.mark.django_db
def test_counting_takes_as_many_queries_for_one_as_for_three() -> None:
    meeting, organizer = a_meeting()
    client, url = just_signed_in(organizer), reverse("meetings:call", args=[meeting.pk])
    asked = {"act": "count", "places": [place_of(meeting).pk]}
    counts = []
    for more in (1, 2):
        make_followers(place_of(meeting), more)
        with CaptureQueriesContext(connection) as queries:
            client.post(url, asked)
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_one_press_stops_the_invitations_and_looking_at_the_page_does_not() -> None:
    person, client = make_user(), Client()
    url = reverse("meetings:calls_stop", args=[stop_token(person)])

    client.get(url)
    looked = CallStop.objects.count()
    client.post(url, {"act": "stop"})
    stopped = CallStop.objects.count()
    client.post(url, {"act": "start"})

    assert (looked, stopped, CallStop.objects.count()) == (0, 1, 0)
    wrong = reverse("meetings:calls_stop", args=[f"{person.pk}~wrong"])
    assert client.post(wrong).status_code == 404


@pytest.mark.django_db
def test_who_was_invited_is_forgotten_with_the_list() -> None:
    ended = now() - timedelta(days=31)
    meeting = make_meeting(begins_at=ended - timedelta(hours=2))
    Called.objects.create(meeting=meeting, person=make_user())

    leave_attendees(now=now())

    assert Called.objects.count() == 0


def two_for_the_last_round() -> list[Any]:
    meeting, organizer = a_meeting()
    make_followers(place_of(meeting), 1)
    for _number in range(2):
        CallRound.objects.create(
            meeting=meeting, places=[1], author=organizer, at=now(), done_at=now()
        )
    return [lambda: called(meeting, organizer)] * 2


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_sends_the_third_round() -> None:
    at_once(*two_for_the_last_round())

    assert CallRound.objects.count() == 3


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_a_fourth_round_would_be_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: the rule above needs the lock."""
    both_counted, counted = threading.Barrier(2), rounds_of

    def count_together(meeting: Meeting) -> Any:
        found = list(counted(meeting))
        both_counted.wait(10)
        return CallRound.objects.filter(pk__in=[one.pk for one in found])

    monkeypatch.setattr(
        calling, "locked_for_seats", lambda pk: Meeting.objects.get(pk=pk)
    )
    monkeypatch.setattr(calling, "rounds_of", count_together)
    at_once(*two_for_the_last_round())

    assert CallRound.objects.count() == 4
