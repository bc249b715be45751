"""The demo’s doors: everybody known can be, and never in a real town."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from pytest_django.fixtures import Settings

from engagement.front.demo.people import KNOWN, welcome_known_people
from engagement.outbox.models import DemoLetter
from engagement.people.models import User
from tests.factories.places import make_neighborhood, make_town

pytestmark = pytest.mark.django_db


def make_known() -> None:
    names = {name for known in KNOWN for name in known.places}
    welcome_known_people({name: make_neighborhood(name=name) for name in names}, now())


def make_letter(to: str, subject: str) -> DemoLetter:
    return DemoLetter.objects.create(
        to=to, subject=subject, text="Your code is 4711.", html="", sent_at=now()
    )


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.email)
def test_one_press_signs_in_as_anybody_known(
    client: Client, settings: Settings, known: object
) -> None:
    settings.DEMO_MODE = True
    make_town()
    make_known()
    email = getattr(known, "email", "")

    answer = client.post("/demo/enter/", {"email": email}, follow=True)

    assert answer.status_code == 200
    assert client.session["_auth_user_id"] == str(User.objects.get(email=email).pk)


def test_coming_in_by_the_demo_is_a_fresh_proof(
    client: Client, settings: Settings
) -> None:
    settings.DEMO_MODE = True
    make_town()
    make_known()
    client.post("/demo/enter/", {"email": KNOWN[0].email})

    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_nobody_else_can_be_signed_in_that_way(
    client: Client, settings: Settings
) -> None:
    settings.DEMO_MODE = True
    make_town()
    User.objects.create_user("somebody@example.org")

    answer = client.post("/demo/enter/", {"email": "somebody@example.org"})

    assert answer.status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("path", ["/demo/", "/demo/mail/", "/demo/enter/"])
def test_a_real_town_has_no_such_pages(client: Client, path: str) -> None:
    make_town()
    make_known()

    assert client.get(path).status_code in {404, 405}
    answer = client.post("/demo/enter/", {"email": KNOWN[0].email})
    assert answer.status_code == 404
    assert "_auth_user_id" not in client.session


def test_the_mailbox_shows_letters_and_finds_those_to_one_address(
    client: Client, settings: Settings
) -> None:
    settings.DEMO_MODE = True
    make_town()
    first = make_letter("maya@riverside.example", "Your sign-in code")
    make_letter("jonas@riverside.example", "We have your concern")

    every = client.get("/demo/mail/").context["page"].rows
    found = client.get("/demo/mail/?to=maya").context["page"].rows
    opened = client.get(f"/demo/mail/{first.pk}/").content.decode()

    assert len(every) == 2
    assert [letter.pk for letter in found] == [first.pk]
    assert "Your code is 4711." in opened
    assert (
        "No letter went to such an address."
        in client.get("/demo/mail/?to=nobody").content.decode()
    )


def test_another_town_in_the_database_is_said(
    client: Client, settings: Settings
) -> None:
    settings.DEMO_MODE = True
    make_town()

    assert "another town" in client.get("/demo/").content.decode()
