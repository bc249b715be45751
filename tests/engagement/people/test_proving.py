"""Proving again who is there, before something that matters; for everybody, in five minutes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.outbox.models import SealedLetter
from engagement.people.mailed_proof import AGAIN
from engagement.people.models import User
from tests.engagement.people.test_second_step import code_now, with_app
from tests.engagement.people.test_signing_in import last_letter, mailed_code, wrong
from tests.factories.people import make_user
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db
PROVE = reverse("prove_by_mail")
GUARDED = [
    "account_set_password",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_generate_recovery_codes",
]
CHANGE = {"action_add": "", "email": "new@example.org"}


def stale(client: Client, user: User) -> None:
    sign_in(client, user, seconds_ago=301)


@pytest.mark.parametrize("name", GUARDED)
def test_five_minutes_after_the_proof_it_is_asked_for_again(
    client: Client, name: str
) -> None:
    user = make_user()
    sign_in(client, user, seconds_ago=290)
    fresh = client.get(reverse(name))
    stale(client, user)
    late = client.get(reverse(name))

    assert fresh.status_code in (200, 302)
    assert not fresh.headers.get("Location", "").startswith(PROVE)
    assert late["Location"].startswith(f"{PROVE}?next=")


def test_a_session_that_never_proved_anything_is_asked_too(client: Client) -> None:
    client.force_login(make_user())

    asked = [client.get(reverse(name))["Location"] for name in GUARDED]

    assert [one.partition("?")[0] for one in asked] == [PROVE] * len(GUARDED)


def test_looking_at_the_address_is_free_and_changing_it_is_not(client: Client) -> None:
    stale(client, make_user())

    assert client.get(reverse("account_email")).status_code == 200
    assert client.post(reverse("account_email"), CHANGE)["Location"].startswith(PROVE)


def test_a_mailed_code_proves_and_what_was_sent_is_taken_up(client: Client) -> None:
    user = make_user()
    stale(client, user)
    asked = client.post(
        reverse("account_email"), CHANGE, headers={"user-agent": "canary-agent"}
    )
    sent = client.post(PROVE, {"send": "1", "next": reverse("account_email")})
    letter = last_letter()
    kept = str(dict(client.session))

    done = client.post(PROVE, {"code": mailed_code(), "next": reverse("account_email")})

    assert letter["to"] == user.email
    assert sent["Location"].startswith(PROVE)
    assert asked["Location"].startswith(PROVE)
    assert "canary-agent" not in kept
    assert "new%40example.org" in kept
    assert done["Location"] == reverse("account_email_verification_sent")
    assert last_letter()["to"] == "new@example.org"


def test_a_code_is_of_its_session_and_works_once(client: Client) -> None:
    user, other = make_user(), Client()
    for one in (client, other):
        stale(one, user)
        one.post(PROVE, {"send": "1"})
    code_of_other = mailed_code()

    assert client.post(PROVE, {"code": code_of_other}).status_code == 200
    assert client.get(reverse("mfa_activate_totp")).status_code == 302
    assert other.post(PROVE, {"code": code_of_other}).status_code == 302
    assert other.get(reverse("mfa_activate_totp")).status_code == 200
    assert other.post(PROVE, {"code": code_of_other}).status_code == 200


def test_three_wrong_codes_end_it(client: Client) -> None:
    stale(client, make_user())
    client.post(PROVE, {"send": "1"})
    code = mailed_code()

    for _try in range(3):
        page = client.post(PROVE, {"code": wrong(code)})
    late = client.post(PROVE, {"code": code})

    assert "This code is not right." in page.content.decode()
    assert late.status_code == 200
    assert client.get(reverse("mfa_activate_totp")).status_code == 302


def test_a_code_dies_after_ten_minutes(client: Client) -> None:
    stale(client, make_user())
    client.post(PROVE, {"send": "1"})
    session = client.session
    late = (now() - timedelta(minutes=10, seconds=1)).timestamp()
    session[AGAIN] = {**session[AGAIN], "at": late}
    session.save()

    assert client.post(PROVE, {"code": mailed_code()}).status_code == 200
    assert settings.CODE_LASTS == 600


def test_the_session_does_not_hold_the_code(client: Client) -> None:
    stale(client, make_user())
    client.post(PROVE, {"send": "1"})

    assert mailed_code() not in str(dict(client.session))


def test_codes_cannot_be_ordered_without_end(client: Client) -> None:
    stale(client, make_user())

    for _try in range(7):
        client.post(PROVE, {"send": "1"})

    assert SealedLetter.objects.count() == 5


def test_nobody_is_sent_to_another_site_by_a_proof(client: Client) -> None:
    stale(client, make_user())
    client.post(PROVE, {"send": "1"})

    done = client.post(PROVE, {"code": mailed_code(), "next": "https://example.com/"})

    assert done["Location"] == "/my/"


def test_a_password_proves_too(client: Client) -> None:
    user = make_user()
    user.set_password("three good words")
    user.save()
    stale(client, user)
    guarded = reverse("mfa_activate_totp")

    asked = client.get(guarded)
    client.post(asked["Location"], {"password": "three good words"})

    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert client.get(guarded).status_code == 200


def test_with_a_second_step_nothing_less_proves(client: Client) -> None:
    user = with_app(make_user())
    user.set_password("three good words")
    user.save()
    sign_in(client, user, "password", "mfa", seconds_ago=301)
    guarded, by_app = reverse("mfa_add_webauthn"), reverse("mfa_reauthenticate")

    asked = client.get(guarded)["Location"]
    less = [
        client.post(
            reverse("account_reauthenticate"), {"password": "three good words"}
        ),
        client.post(PROVE, {"send": "1"}),
    ]
    assert asked.startswith(by_app)
    assert [one["Location"].partition("?")[0] for one in less] == [by_app] * 2
    assert client.get(guarded).status_code == 302

    client.post(by_app, {"code": code_now()})
    assert client.get(guarded).status_code == 200


def test_a_sign_in_is_a_proof(client: Client) -> None:
    user = make_user()
    user.set_password("three good words")
    user.save()
    client.post(
        reverse("account_login"), {"login": user.email, "password": "three good words"}
    )

    assert client.get(reverse("mfa_activate_totp")).status_code == 200
