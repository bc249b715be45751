"""Who lost phone and recovery codes is let in again by whoever runs the program."""

from __future__ import annotations

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from engagement.audit.models import Entry
from tests.engagement.people.test_second_step import by_code, with_app
from tests.engagement.people.test_signing_in import last_letter
from tests.factories.people import make_user
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db
WHY = "--reason=came to the desk with a passport"


def run(*words: str) -> str:
    said = StringIO()
    call_command("remove_second_step", *words, stdout=said)
    return said.getvalue().strip()


def test_every_second_step_goes_and_its_person_is_told(client: Client) -> None:
    user, other, thief = with_app(make_user()), make_user(), Client()
    with_app(other)
    sign_in(thief, user, "mfa")

    said = run(user.email, WHY)

    assert said == f"{user.email} has no second step any more."
    assert {one.user_id for one in Authenticator.objects.all()} == {other.pk}
    assert thief.get("/my/").status_code == 302
    letter = last_letter()
    assert letter["to"] == user.email
    assert letter["subject"] == "The second step of your account was taken away"
    entry = Entry.objects.get()
    assert (entry.action, entry.reason) == (
        "mfa.take_away",
        "came to the desk with a passport",
    )
    by_code(client, user)
    assert client.get("/my/").status_code == 200


def test_an_account_without_one_is_left_alone() -> None:
    user = make_user()

    assert run(user.email, WHY) == f"{user.email} had no second step."
    assert not Entry.objects.exists()


def test_an_unknown_address_is_said() -> None:
    with pytest.raises(CommandError, match="There is no account for nobody@"):
        run("nobody@example.org", WHY)
