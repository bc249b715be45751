"""Asking others to look after a meeting: by name, or by a letter that works once."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.common.errors import NotAllowedError
from engagement.common.roles import Role
from engagement.common.sealed import unseal
from engagement.outbox.models import SealedLetter
from engagement.people.models import User
from meetings.errors import LetterClosedError, MeetingIncompleteError
from meetings.models import Meeting, Organizer, OrganizerInvitation
from meetings.services import (
    accept_organizing,
    cancel_meeting,
    end_organizer,
    forget_letters,
    invite_organizer,
    withdraw_letter,
)
from tests.factories.meetings import make_meeting
from tests.factories.people import make_admin, make_officer, make_organizer, make_user
from tests.factories.places import make_neighborhood
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> User:
    return make_organizer(of=make_neighborhood())


@pytest.fixture
def meeting(ann: User) -> Meeting:
    place = ann.grants.get().neighborhood
    return make_meeting(neighborhood=place, organizer=ann)


def invite(
    meeting: Meeting, actor: User, address: str = "bob@example.org"
) -> OrganizerInvitation:
    return invite_organizer(
        meeting_id=meeting.pk, address=address, actor=actor, language="en", now=now()
    )


def mailed_token() -> str:
    letter = json.loads(unseal(SealedLetter.objects.latest("pk").sealed))
    found = re.search(r"/asked/([\w-]+)/", letter["text"])
    assert found is not None
    return found[1]


def organizers(meeting: Meeting) -> set[str]:
    held = Organizer.objects.filter(meeting=meeting, ended_at=None)
    return {one.person.email for one in held}


def test_a_letter_makes_an_organizer_once(ann: User, meeting: Meeting) -> None:
    bob = make_user("bob@example.org")
    letter = invite(meeting, ann, "Bob+town@Example.org")
    token = mailed_token()

    accept_organizing(token=token, user=bob, now=now())
    with pytest.raises(LetterClosedError):
        accept_organizing(token=token, user=bob, now=now())

    letter.refresh_from_db()
    bob.refresh_from_db()
    assert organizers(meeting) == {ann.email, bob.email}
    assert (letter.accepted_by, bob.needs_mfa) == (bob, True)
    assert token not in letter.token_hash


def test_a_letter_that_was_taken_back_replaced_or_is_too_old_opens_nothing(
    ann: User, meeting: Meeting
) -> None:
    bob = make_user("bob@example.org")
    invite(meeting, ann)
    replaced = mailed_token()
    second = invite(meeting, ann)
    withdrawn = mailed_token()
    withdraw_letter(letter_id=second.pk, actor=ann, now=now())
    invite(meeting, ann)
    old = mailed_token()

    for token, at in (
        (replaced, now()),
        (withdrawn, now()),
        (old, now() + timedelta(days=14)),
        ("nonsense", now()),
    ):
        with pytest.raises(LetterClosedError):
            accept_organizing(token=token, user=bob, now=at)
    assert organizers(meeting) == {ann.email}


def test_only_who_got_the_letter_accepts_and_only_while_the_inviter_may_ask(
    ann: User, meeting: Meeting
) -> None:
    bob, carl = make_user("bob@example.org"), make_user("carl@example.org")
    invite(meeting, ann)
    token = mailed_token()

    with pytest.raises(NotAllowedError):
        accept_organizing(token=token, user=carl, now=now())
    ann.grants.update(ends_at=now())
    Organizer.objects.filter(person=ann).update(ended_at=now())
    with pytest.raises(NotAllowedError):
        accept_organizing(token=token, user=bob, now=now())

    assert organizers(meeting) == set()


def test_a_cancelled_meeting_needs_nobody(ann: User, meeting: Meeting) -> None:
    invite(meeting, ann)
    cancel_meeting(meeting_id=meeting.pk, reason="Snow", actor=ann, now=now())

    with pytest.raises(LetterClosedError):
        accept_organizing(
            token=mailed_token(), user=make_user("bob@example.org"), now=now()
        )


def test_officers_of_the_place_ask_nobody_administrators_do(meeting: Meeting) -> None:
    officer = make_officer(of=meeting.neighborhood)

    with pytest.raises(NotAllowedError):
        invite(meeting, officer)
    invite(meeting, make_admin())

    assert OrganizerInvitation.objects.count() == 1


def test_what_is_no_address_and_the_twenty_first_letter_are_refused(
    ann: User, meeting: Meeting
) -> None:
    with pytest.raises(MeetingIncompleteError):
        invite(meeting, ann, "nobody")
    for number in range(20):
        invite(meeting, ann, f"n{number}@example.org")
    with pytest.raises(MeetingIncompleteError):
        invite(meeting, ann, "n20@example.org")

    assert OrganizerInvitation.objects.count() == 20


def test_the_page_answers_the_same_for_an_address_it_knows_and_one_it_does_not(
    client: Client, ann: User, meeting: Meeting
) -> None:
    make_user("known@example.org")
    sign_in(client, ann)
    url = reverse("meetings:meeting_organizers", args=[meeting.pk])

    def said(address: str) -> tuple[int, str]:
        answer = client.post(url, {"act": "letter", "address": address}, follow=True)
        return answer.status_code, str(next(iter(answer.context["messages"])))

    assert said("known@example.org") == said("unknown@example.org")


def test_a_colleague_is_chosen_from_those_who_hold_a_role_there(
    client: Client, ann: User, meeting: Meeting
) -> None:
    here = make_officer(of=meeting.neighborhood)
    make_officer(of=make_neighborhood())
    make_user()
    sign_in(client, ann)
    url = reverse("meetings:meeting_organizers", args=[meeting.pk])

    page = client.get(url)
    offered = [value for value, _name in page.context["colleague_form"]["person"].field.choices]  # fmt: skip
    client.post(url, {"act": "colleague", "person": here.pk})

    assert offered == [str(here.pk)]
    assert organizers(meeting) == {ann.email, here.email}


def test_who_was_asked_reads_the_page_accepts_and_stands_at_the_desk(
    client: Client, ann: User, meeting: Meeting
) -> None:
    invite(meeting, ann)
    token = mailed_token()
    page, accept = (
        reverse(f"meetings:{name}", args=[token]) for name in ("asked", "asked_accept")
    )
    stranger = client.get(page).content.decode()
    sign_in(client, make_user("bob@example.org"))

    answer = client.post(accept)

    desk = reverse("meetings:meeting_desk", args=[meeting.pk])
    assert meeting.title in stranger
    assert "Sign in with the address this letter came to." in stranger
    assert answer.headers["Location"] == desk
    assert client.get(desk).status_code == 200
    assert "does not work any more" in client.get(page).content.decode()


def test_without_a_second_step_an_organizer_is_led_to_it(
    client: Client, ann: User, meeting: Meeting, settings: object
) -> None:
    settings.REQUIRE_MFA = True  # type: ignore[attr-defined]  # pytest-django's own
    invite(meeting, ann)
    bob = make_user("bob@example.org")
    ann.grants.get()
    token = mailed_token()
    accept_organizing(token=token, user=bob, now=now())
    client.force_login(bob)

    answer = client.get(reverse("meetings:meeting_desk", args=[meeting.pk]))

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("second_step"))


def test_who_is_ended_loses_the_desk_and_is_asked_for_no_second_step(
    client: Client, ann: User, meeting: Meeting
) -> None:
    bob = make_user("bob@example.org")
    invite(meeting, ann)
    organizer = accept_organizing(token=mailed_token(), user=bob, now=now())
    sign_in(client, bob)
    desk = reverse("meetings:meeting_desk", args=[meeting.pk])
    before = client.get(desk).status_code

    end_organizer(organizer_id=organizer.pk, actor=ann, now=now())

    bob.refresh_from_db()
    assert (before, client.get(desk).status_code, bob.needs_mfa) == (200, 404, False)


def test_addresses_of_old_letters_are_let_go(ann: User, meeting: Meeting) -> None:
    invite(meeting, ann)

    kept = forget_letters(now=now() + timedelta(days=43))
    gone = forget_letters(now=now() + timedelta(days=45))

    assert (kept, gone) == (0, 1)


def test_hosts_and_speakers_are_named_and_taken_off(
    client: Client, ann: User, meeting: Meeting
) -> None:
    sign_in(client, ann)
    url = reverse("meetings:meeting_people", args=[meeting.pk])

    client.post(
        url, {"act": "host", "host-name": "The library", "host-part": "partner"}
    )
    client.post(
        url,
        {"act": "speaker", "speaker-name": "Ann Reyes", "speaker-about": "fire chief"},
    )
    twice = client.post(url, {"act": "speaker", "speaker-name": "ann reyes"})
    page = client.get(meeting.get_absolute_url()).content.decode()
    client.post(url, {"act": f"host-{meeting.hosts.get().pk}"})
    client.post(url, {"act": "host-99999999999999999999"})

    assert "The library" in page
    assert "fire chief" in page
    assert twice.context["speaker_form"].non_field_errors() == [
        "ann reyes stands there already."
    ]
    assert (meeting.hosts.count(), meeting.speakers.count()) == (0, 1)


def test_an_organizer_elsewhere_names_nobody(client: Client, meeting: Meeting) -> None:
    other = make_organizer(of=make_neighborhood())
    sign_in(client, other)

    statuses = [
        client.get(reverse(f"meetings:{name}", args=[meeting.pk])).status_code
        for name in ("meeting_people", "meeting_organizers")
    ]

    assert statuses == [404, 404]
    assert Role.ORGANIZER in {grant.role for grant in other.grants.all()}
