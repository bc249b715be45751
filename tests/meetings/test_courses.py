"""A workshop gives its training to whoever came, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from engagement.common.errors import NotAllowedError
from engagement.people.choices import CredentialSort
from engagement.people.models import Credential
from engagement.people.services import withdraw_credential
from meetings.errors import MeetingIncompleteError
from meetings.models import Meeting
from meetings.services import grant_courses, name_course
from tests.factories.bookings import make_booking
from tests.factories.group_rota import make_credential_kind
from tests.factories.meetings import make_meeting
from tests.factories.people import make_admin, make_officer, make_user
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db


def a_workshop(days_ago: int = 1) -> Meeting:
    return make_meeting(
        kind="workshop",
        begins_at=now() - timedelta(days=days_ago, hours=3),
        grants_credential=make_credential_kind(months=12),
    )


def test_who_came_with_an_account_gets_the_training_once() -> None:
    meeting = a_workshop()
    came, stayed_away = make_user(), make_user()
    make_booking(meeting, person=came, came_at=meeting.begins_at)
    make_booking(meeting, person=stayed_away)
    make_booking(meeting, came_at=meeting.begins_at)

    assert (grant_courses(now=now()), grant_courses(now=now())) == (1, 1)
    held = Credential.objects.get()
    assert (held.person, held.kind) == (came, meeting.grants_credential)
    assert held.issued_on == localdate(meeting.begins_at)
    assert held.checked_by is None


def test_what_was_taken_back_is_not_given_again() -> None:
    meeting = a_workshop()
    make_booking(meeting, person=make_user(), came_at=meeting.begins_at)
    grant_courses(now=now())
    held = Credential.objects.get()
    withdraw_credential(credential_id=held.pk, actor=make_admin(), now=now())

    grant_courses(now=now())

    held.refresh_from_db()
    assert (Credential.objects.count(), held.withdrawn_at is None) == (1, False)


def test_a_workshop_to_come_or_long_over_gives_nothing() -> None:
    for days_ago in (-1, 31):
        meeting = a_workshop(days_ago)
        make_booking(meeting, person=make_user(), came_at=meeting.begins_at)

    assert grant_courses(now=now()) == 0


def test_only_its_officers_name_the_course_and_only_of_a_workshop() -> None:
    training = make_credential_kind()
    vetting = make_credential_kind(CredentialSort.VETTING)
    meeting, hall = make_meeting(kind="workshop"), make_meeting()
    officer = make_officer(of=meeting.neighborhood)
    of_hall = make_officer(of=hall.neighborhood)

    def name(which: Meeting, kind: int, actor: object) -> Meeting:
        return name_course(
            meeting_id=which.pk,
            kind_id=kind,
            actor=actor,  # type: ignore[arg-type]  # a person
            now=now(),
        )

    with pytest.raises(NotAllowedError):
        name(meeting, training.pk, make_user())
    with pytest.raises(MeetingIncompleteError):
        name(hall, training.pk, of_hall)
    with pytest.raises(MeetingIncompleteError):
        name(meeting, vetting.pk, officer)
    assert name(meeting, training.pk, officer).grants_credential == training


def test_the_page_makes_a_workshop_a_training_and_none_again(client: Client) -> None:
    training = make_credential_kind()
    meeting = make_meeting(kind="workshop")
    sign_in(client, make_officer(of=meeting.neighborhood))
    url = reverse("meetings:meeting_course", args=[meeting.pk])

    for chosen, kept in (("none", None), (training.pk, training.pk), ("", None)):
        client.post(url, {"kind": chosen})
        meeting.refresh_from_db()
        assert meeting.grants_credential_id == kept
