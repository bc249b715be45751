"""Signing in with accounts that do not speak plain OpenID Connect: GitHub and Apple."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from config.settings.identities import fault_of, providers
from engagement.people.models import User
from tests.engagement.people.test_signing_in import mailed_code, signed_in
from tests.factories.people import make_user
from tests.harness.identities import Site, another_site

pytestmark = pytest.mark.django_db
GO, BACK = reverse("oidc_login", args=["city"]), reverse("oidc_callback", args=["city"])
VERIFIED = {"email": "ann@example.org", "primary": True, "verified": True}


def new_signing_key() -> tuple[str, ec.EllipticCurvePublicKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return pem.decode(), key.public_key()


@pytest.fixture
def github(settings: Settings) -> Iterator[Site]:
    with another_site() as site:
        site.emails = [VERIFIED]
        settings.IDENTITY_PROVIDERS = [site.as_github()]
        yield site


@pytest.fixture
def apple(settings: Settings) -> Iterator[Site]:
    with another_site() as site:
        private, site.public_key = new_signing_key()
        settings.IDENTITY_PROVIDERS = [site.as_apple(private)]
        yield site


def come_in(client: Client, site: Site) -> Any:
    return client.get(site.went_there(client.post(GO)["Location"]))


# -- GitHub ------------------------------------------------------------------------------
def test_somebody_comes_in_with_github_and_is_known_by_their_number(
    client: Client, github: Site
) -> None:
    come_in(client, github)
    github.says, github.emails = {"login": "renamed", "name": "New"}, []
    again = Client()
    come_in(again, github)

    account = SocialAccount.objects.get()
    assert (account.provider, account.uid, account.extra_data) == ("city", "77", {})
    assert User.objects.get().email == "ann@example.org"
    assert User.objects.get().name == "Ann"
    assert not SocialToken.objects.exists()
    assert [signed_in(one) for one in (client, again)] == [True, True]


def test_the_way_to_github_carries_state_and_pkce(client: Client, github: Site) -> None:
    there = urlsplit(client.post(GO)["Location"])
    asked = parse_qs(there.query)

    assert there.path == "/login/oauth/authorize"
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["state"][0]) >= 16
    assert asked["scope"] == ["user:email"]


def test_an_answer_of_github_to_another_session_is_refused(
    client: Client, github: Site
) -> None:
    back = github.went_there(client.post(GO)["Location"])
    answers = [Client().get(back), client.get(f"{BACK}?code=abc")]
    github.code_challenge = "of-somebody-else"

    assert [one.status_code for one in (*answers, client.get(back))] == [401] * 3
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "emails",
    [
        [{**VERIFIED, "verified": False}],
        [{**VERIFIED, "verified": "true"}],
        [{**VERIFIED, "primary": False}],
        [],
    ],
)
def test_an_address_github_has_not_verified_is_not_taken(
    client: Client, github: Site, emails: list[dict[str, Any]]
) -> None:
    github.emails = emails

    answer = come_in(client, github)

    assert answer["Location"] == reverse("socialaccount_signup")
    client.post(answer["Location"], {"email": "mine@example.org"})
    assert not signed_in(client)
    client.post(reverse("sign_up_code"), {"code": mailed_code()})
    assert signed_in(client)
    assert [one.email for one in User.objects.all()] == ["mine@example.org"]


def test_an_address_at_github_never_opens_an_account_that_is_there(
    client: Client, github: Site
) -> None:
    make_user("ann@example.org")

    answer = come_in(client, github)

    assert answer["Location"] == reverse("socialaccount_signup")
    assert not signed_in(client)
    assert not SocialAccount.objects.exists()


def test_whoever_does_not_say_a_number_is_nobody(client: Client, github: Site) -> None:
    github.says = {"id": "77"}

    assert come_in(client, github).status_code == 401
    assert not User.objects.exists()


# -- Apple -------------------------------------------------------------------------------
def test_somebody_comes_in_with_apple_whose_answer_is_a_form(
    client: Client, apple: Site
) -> None:
    apple.says = {"email_verified": "true", "name": None}
    apple.went_there(client.post(GO)["Location"])
    sent = {"code": "abc", "state": apple.asked["state"], "user": "{}"}

    # from another site: no cookie of ours comes along, and no token of a form
    led_on = Client(enforce_csrf_checks=True).post(BACK, sent)
    client.get(led_on["Location"])

    assert apple.asked["response_mode"] == "form_post"
    assert set(apple.asked["scope"].split()) == {"openid", "email"}
    assert led_on.cookies == {}
    assert signed_in(client)
    assert SocialAccount.objects.get().uid == "person-1"


def test_the_form_alone_opens_nothing(client: Client, apple: Site) -> None:
    """Somebody posts a code and a state of their own into another’s browser."""
    apple.went_there(client.post(GO)["Location"])
    sent = {"code": "abc", "state": apple.asked["state"]}
    other = Client()

    answer = other.post(BACK, sent, follow=True)
    empty = other.post(BACK, {"elsewhere": "1"})

    assert (answer.status_code, empty.status_code) == (401, 404)
    assert not signed_in(other)
    assert apple.tokens_given == 0


def test_only_apple_may_answer_by_a_form(client: Client, settings: Settings) -> None:
    with another_site() as city:
        settings.IDENTITY_PROVIDERS = [city.named()]

        assert client.post(BACK, {"code": "abc", "state": "x"}).status_code == 404


def test_the_secret_for_apple_is_signed_and_short_lived(
    client: Client, apple: Site
) -> None:
    come_in(client, apple)

    said = jwt.decode(
        apple.secret_sent, apple.public_key, ["ES256"], audience=apple.issuer
    )
    assert jwt.get_unverified_header(apple.secret_sent)["kid"] == "KEY"
    assert said["exp"] - said["iat"] == 300
    assert signed_in(client)


# -- by configuration --------------------------------------------------------------------
def test_a_kind_brings_its_addresses_and_wants_its_keys() -> None:
    own = '"id": "a", "name": "A", "client_id": "c"'
    listed = providers(f'[{{{own}, "kind": "github", "secret": "s"}}]')

    assert (listed[0]["issuer"], listed[0]["api"]) == (
        "https://github.com",
        "https://api.github.com",
    )
    assert fault_of(f'[{{{own}, "kind": "github", "secret": "s"}}]') == ""
    faults = {
        f'[{{{own}, "kind": "github"}}]': "says no secret",
        f'[{{{own}, "kind": "apple", "secret": "s"}}]': "says no team_id",
        f'[{{{own}, "kind": "faceboo"}}]': "has a kind I do not know",
        f'[{{{own}, "kind": ["github"]}}]': "has a kind I do not know",
        f'[{{{own}, "kind": "github", "secret": "s", "api": "http://x"}}]': "https",
        f'[{{{own}, "kind": "apple", "team_id": "T", "key_id": "K", "private_key": "s"}}]': (
            "no key"
        ),
    }
    key = json.dumps(new_signing_key()[0])
    apple = f'"kind": "apple", "team_id": "T", "key_id": "K", "private_key": {key}'
    assert fault_of(f"[{{{own}, {apple}}}]") == ""
    assert [text for text, said in faults.items() if said not in fault_of(text)] == []
