"""Signing in with an account elsewhere: known by the provider’s own name for a person."""

from __future__ import annotations

import time
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from engagement.people import proven
from engagement.people.models import User
from tests.engagement.people.test_signing_in import last_letter, mailed_code, signed_in
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood
from tests.harness.identities import Site, another_site, new_key
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db
GO, BACK = reverse("oidc_login", args=["city"]), reverse("oidc_callback", args=["city"])
OWN = reverse("socialaccount_connections")
ASKED, CODE = reverse("socialaccount_signup"), reverse("sign_up_code")


@pytest.fixture
def city(settings: Settings) -> Iterator[Site]:
    with another_site() as site:
        settings.IDENTITY_PROVIDERS = [site.named()]
        yield site


def come_in(client: Client, site: Site, **sent: str) -> Any:
    there = client.post(GO, sent)
    return client.get(site.went_there(there["Location"]))


def test_somebody_new_signs_in_and_has_an_account(client: Client, city: Site) -> None:
    answer = come_in(client, city, next="/n/")

    ann, account = User.objects.get(), SocialAccount.objects.get()
    assert answer["Location"] == "/n/"
    assert (ann.email, ann.name, ann.has_usable_password()) == (
        "ann@example.org",
        "Ann",
        False,
    )
    assert (account.provider, account.uid, account.user) == ("city", "person-1", ann)
    assert set(account.extra_data) == {"nonce"}
    assert not SocialToken.objects.exists()
    assert signed_in(client)


def test_the_way_there_carries_state_nonce_and_pkce(client: Client, city: Site) -> None:
    there = client.post(GO)
    asked = parse_qs(urlsplit(there["Location"]).query)

    assert asked["code_challenge_method"] == ["S256"]
    assert asked["response_type"] == ["code"]
    assert all(len(asked[name][0]) >= 16 for name in ("state", "nonce"))
    assert asked["redirect_uri"] == [f"http://testserver{BACK}"]


def test_only_a_press_leads_there(client: Client, city: Site) -> None:
    page = client.get(GO)

    assert page.status_code == 200
    assert "Sign in with City account" in page.content.decode()
    assert Client(enforce_csrf_checks=True).post(GO).status_code == 403


def test_the_second_time_the_same_account_opens_whatever_the_address(
    client: Client, city: Site
) -> None:
    come_in(client, city)
    city.says = {"email": "other@example.org"}
    come_in(Client(), city)

    assert User.objects.count() == 1
    assert SocialAccount.objects.count() == 1


REFUSED: dict[str, dict[str, Any]] = {
    "no signature": {"algorithm": "none"},
    "a shared secret": {"algorithm": "HS256", "signs_with": "x" * 64},
    "another key": {"signs_with": new_key()},
    "another site’s token": {"says": {"aud": "another"}},
    "a token for two": {"says": {"aud": ["another", "town"]}},
    "another issuer": {"says": {"iss": "https://evil.example.org"}},
    "another issuer discovered": {"says": {"discovered": "https://evil.example.org"}},
    "too old": {"says": {"exp": int(time.time()) - 60}},
    "no end": {"says": {"exp": None}},
    "an answer to another question": {"says": {"nonce": "replayed"}},
    "an answer to none": {"says": {"nonce": None}},
}


@pytest.mark.parametrize("lie", REFUSED)
def test_what_is_not_theirs_ours_and_of_now_is_refused(
    client: Client, settings: Settings, lie: str
) -> None:
    with another_site() as city:
        settings.IDENTITY_PROVIDERS = [city.named()]
        there = client.post(GO)
        for name, value in REFUSED[lie].items():
            setattr(city, name, value)

        answer = client.get(city.went_there(there["Location"]))

    assert answer.status_code == HTTPStatus.UNAUTHORIZED
    assert "This did not work" in answer.content.decode()
    assert not signed_in(client)
    assert not User.objects.exists()


def test_the_same_answer_is_taken_when_it_is_true(client: Client, city: Site) -> None:
    """The control of the table above."""
    come_in(client, city)

    assert signed_in(client)


def test_an_answer_without_state_or_of_another_session_is_refused(
    client: Client, city: Site
) -> None:
    there = client.post(GO)
    back = city.went_there(there["Location"])

    foreign = Client().get(back)
    missing = client.get(f"{BACK}?code=abc")
    own = client.get(back)
    again = Client().get(back)

    answers = [one.status_code for one in (foreign, missing, own, again)]
    assert answers == [401, 401, 302, 401]


def test_a_code_without_our_verifier_gives_nothing(client: Client, city: Site) -> None:
    there = client.post(GO)
    back = city.went_there(there["Location"])
    city.code_challenge = "of-somebody-else"

    assert client.get(back).status_code == 401
    assert city.tokens_given == 0


def test_a_provider_that_is_away_is_said_in_words(
    client: Client, settings: Settings
) -> None:
    with another_site() as gone:
        settings.IDENTITY_PROVIDERS = [gone.named()]

    answer = client.post(GO)

    assert answer.status_code == 401
    assert "Choose another way to sign in" in answer.content.decode()


@pytest.mark.parametrize(
    "path", ["/.well-known/openid-configuration", "/token", "/keys"]
)
def test_no_question_of_ours_is_led_to_another_address(
    client: Client, city: Site, path: str
) -> None:
    with another_site() as elsewhere:
        city.leads_away, city.leads_to = path, f"{elsewhere.issuer}{path}"

        answer = client.post(GO)
        if answer.status_code == HTTPStatus.FOUND:
            client.get(city.went_there(answer.headers["Location"]))

    assert path in city.heard
    assert elsewhere.heard == []
    assert not signed_in(client)


def test_an_equal_address_never_opens_an_account_that_is_there(
    client: Client, city: Site
) -> None:
    ann = make_user("ann@example.org")

    asked = come_in(client, city)
    at_once = signed_in(client)
    client.post(asked["Location"], {"email": "ann@example.org"})
    client.post(CODE, {"code": mailed_code()})
    other = Client()
    come_in(other, city)

    assert (asked["Location"], at_once) == (ASKED, False)
    assert client.session["_auth_user_id"] == str(ann.pk)  # the mailbox opened it
    assert [one.pk for one in User.objects.all()] == [ann.pk]
    assert not SocialAccount.objects.exists()
    assert not signed_in(other)


def test_two_providers_with_one_address_are_not_one_person(
    client: Client, settings: Settings
) -> None:
    with another_site() as city, another_site() as work:
        settings.IDENTITY_PROVIDERS = [city.named(), work.named(id="work")]
        come_in(client, city)
        other = Client()
        there = other.post(reverse("oidc_login", args=["work"]))
        other.get(work.went_there(there["Location"]))

    assert not signed_in(other)
    assert [one.provider for one in SocialAccount.objects.all()] == ["city"]


def test_an_address_they_have_not_verified_is_verified_by_us(
    client: Client, city: Site
) -> None:
    city.says = {"email_verified": False}

    answer = come_in(client, city, next="/n/")
    page = client.get(answer["Location"]).content.decode()
    client.post(answer["Location"], {"email": "ann@example.org", "name": "Ann"})
    begun = [User.objects.exists(), SocialAccount.objects.exists(), signed_in(client)]
    done = client.post(CODE, {"code": mailed_code()})
    again = Client()
    come_in(again, city)

    assert answer["Location"] == ASKED
    assert ['value="ann@example.org"' in page, 'value="Ann"' in page] == [True, True]
    assert begun == [False, False, False]
    assert (done.status_code, done["Location"]) == (302, "/n/")
    ann = User.objects.get()
    assert (ann.email, ann.name) == ("ann@example.org", "Ann")
    assert SocialAccount.objects.get().user == ann
    assert EmailAddress.objects.get().verified
    assert [signed_in(one) for one in (client, again)] == [True, True]


def test_a_code_asked_for_here_opens_nothing_for_who_came_from_elsewhere(
    client: Client, city: Site
) -> None:
    """The same session came from elsewhere before; the code was not asked for there."""
    city.says = {"email_verified": False}
    come_in(client, city)

    client.post(reverse("account_signup"), {"email": "ann@example.org"})
    client.post(CODE, {"code": mailed_code()})

    assert signed_in(client)
    assert not SocialAccount.objects.exists()
    assert "socialaccount_sociallogin" not in client.session


def test_what_opens_one_account_already_is_not_given_to_another(
    client: Client, city: Site
) -> None:
    city.says = {"email_verified": False}
    come_in(client, city)
    client.post(ASKED, {"email": "ann@example.org"})
    bob = make_user("bob@example.org")
    SocialAccount.objects.create(user=bob, provider="city", uid="person-1")

    client.post(CODE, {"code": mailed_code()})

    assert client.session["_auth_user_id"] != str(bob.pk)
    assert SocialAccount.objects.get().user == bob


def test_a_closed_account_stays_closed_whatever_opens_the_mailbox(
    client: Client, city: Site
) -> None:
    ann = make_user("ann@example.org")
    User.objects.filter(pk=ann.pk).update(is_active=False)
    city.says = {"email_verified": False}
    come_in(client, city)
    client.post(ASKED, {"email": "ann@example.org"})

    done = client.post(CODE, {"code": mailed_code()})

    assert done["Location"] == reverse("account_inactive")
    assert not signed_in(client)
    assert not SocialAccount.objects.exists()


def test_the_page_of_the_address_is_there_only_on_the_way(
    client: Client, city: Site
) -> None:
    straight = client.get(ASKED)
    sign_in(client, make_user())
    known = client.get(ASKED)

    assert [straight["Location"], known["Location"]] == [reverse("account_login"), OWN]


@pytest.mark.parametrize(
    ("ask", "code_page"),
    [
        ("account_signup", "sign_up_code"),
        ("account_request_login_code", "account_confirm_login_code"),
    ],
)
def test_who_began_an_account_with_an_address_they_cannot_read_is_shut_out(
    client: Client, city: Site, ask: str, code_page: str
) -> None:
    """Nothing begins so any more; accounts begun before are still there."""
    begun = make_user("ann@example.org")
    EmailAddress.objects.create(user=begun, email=begun.email, primary=True)
    SocialAccount.objects.create(user=begun, provider="city", uid="person-1")
    thief = Client()
    come_in(thief, city)
    assert not signed_in(thief)

    client.post(reverse(ask), {"email": "ann@example.org"})
    client.post(reverse(code_page), {"code": mailed_code()})
    come_in(thief, city)

    assert signed_in(client)
    assert not signed_in(thief)
    assert not SocialAccount.objects.exists()
    assert User.objects.count() == 1


# -- connecting --------------------------------------------------------------------------
def test_connecting_asks_for_a_fresh_proof_and_then_opens_the_account(
    client: Client, city: Site
) -> None:
    ann = make_user("ann@example.org")
    sign_in(client, ann, seconds_ago=301)
    refused = client.post(GO, {"process": "connect"})
    sign_in(client, ann)

    done = come_in(client, city, process="connect")
    page = client.get(OWN).content.decode()
    other = Client()
    come_in(other, city)

    assert refused["Location"].startswith(reverse("prove_by_mail"))
    assert done["Location"] == OWN
    assert "It opens your account from now on." in page
    assert SocialAccount.objects.get().user == ann
    assert other.session["_auth_user_id"] == str(ann.pk)


def test_disconnecting_closes_that_way_in(client: Client, city: Site) -> None:
    ann = make_user("ann@example.org")
    SocialAccount.objects.create(user=ann, provider="city", uid="person-1")
    sign_in(client, ann, seconds_ago=301)
    client.post(OWN, {"provider": "city"})
    assert SocialAccount.objects.exists()
    sign_in(client, ann)

    client.post(OWN, {"provider": "city"})

    assert not SocialAccount.objects.exists()
    assert last_letter()["subject"] == "An account elsewhere no longer opens yours"


# -- off without it, and no more open than needed ----------------------------------------
def test_without_providers_there_is_no_trace_of_them(client: Client) -> None:
    page = client.get(reverse("account_request_login_code"))

    assert "/account/with/" not in page.content.decode()
    assert "form-action 'self';" in f"{page.headers['Content-Security-Policy']};"
    sign_in(client, make_user())
    assert "/account/with/" not in client.get("/my/").content.decode()


def test_only_pages_with_the_buttons_let_forms_lead_to_providers(
    client: Client, city: Site
) -> None:
    def lets(page: str) -> bool:
        return city.issuer in client.get(page).headers["Content-Security-Policy"]

    entrances = [reverse("account_request_login_code"), reverse("account_login"), GO]
    others = ["/", "/n/", reverse("account_signup"), "/report/"]

    assert [lets(page) for page in (*entrances, *others)] == [True] * 3 + [False] * 4


# -- the second step ---------------------------------------------------------------------
@pytest.mark.parametrize(
    ("accepted", "said", "counts"),
    [
        ([], {"amr": ["mfa"], "auth_time": 0}, False),
        (["mfa"], {"amr": ["pwd"], "auth_time": 0}, False),
        (["mfa"], {"amr": ["pwd", "mfa"]}, False),
        (["mfa"], {"amr": ["pwd", "mfa"], "auth_time": -13 * 3600}, False),
        (["mfa"], {"amr": ["pwd", "mfa"], "auth_time": 0}, True),
        (["gold"], {"acr": "gold", "auth_time": -3600}, True),
    ],
)
def test_a_second_step_elsewhere_counts_only_as_the_town_says(
    client: Client,
    settings: Settings,
    accepted: list[str],
    said: dict[str, Any],
    counts: bool,  # noqa: FBT001 - a table of cases
) -> None:
    settings.REQUIRE_MFA = True
    officer = make_officer(of=make_neighborhood())
    SocialAccount.objects.create(user=officer, provider="city", uid="person-1")
    with another_site() as city:
        settings.IDENTITY_PROVIDERS = [city.named(second_step=accepted)]
        if "auth_time" in said:
            said = {**said, "auth_time": int(time.time()) + said["auth_time"]}
        city.says = said
        come_in(client, city)

    assert signed_in(client)
    assert proven.has_second_step(client.session, officer.pk) is counts
    assert (client.get("/desk/").status_code == 200) is counts
