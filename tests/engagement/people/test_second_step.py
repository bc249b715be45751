"""Whoever holds a role holds it only after a second step, by whichever way they came in."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from pytest_django import Settings

from engagement.audit.models import Entry
from engagement.common.http import viewer_of
from engagement.common.roles import Role
from engagement.people import services
from engagement.people.app_codes import take_app_code
from engagement.people.models import FOR_THE_WHOLE_TOWN, Session, User, row_key
from tests.engagement.people.test_signing_in import CONFIRM, REQUEST, mailed_code
from tests.factories.people import make_admin, make_grant, make_officer, make_user
from tests.factories.places import make_neighborhood
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db
PASSWORD = "three good words here"  # noqa: S105 - of nobody
AUTHENTICATE, WHY = reverse("mfa_authenticate"), reverse("second_step")
SECRET = generate_totp_secret()


@pytest.fixture(autouse=True)
def _asked(settings: Settings) -> None:
    settings.REQUIRE_MFA = True


def code_now() -> str:
    return str(format_hotp_value(hotp_value(SECRET, int(time.time()) // 30)))


def with_app(user: User) -> User:
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    return user


def by_code(client: Client, user: User) -> None:
    client.post(REQUEST, {"email": user.email})
    client.post(CONFIRM, {"code": mailed_code()})


def by_password(client: Client, user: User) -> None:
    user.set_password(PASSWORD)
    user.save()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


def then_app(first: Callable[[Client, User], None]) -> Callable[[Client, User], None]:
    def come_in(client: Client, user: User) -> None:
        first(client, with_app(user))
        client.post(AUTHENTICATE, {"code": code_now()})

    return come_in


def then_recovery(
    first: Callable[[Client, User], None],
) -> Callable[[Client, User], None]:
    def come_in(client: Client, user: User) -> None:
        first(client, with_app(user))
        codes = Authenticator.objects.get(user=user, type="recovery_codes").wrap()
        client.post(AUTHENTICATE, {"code": codes.get_unused_codes()[0]})

    return come_in


def by_passkey(client: Client, user: User) -> None:
    """The ceremony itself needs a device: tests/browser/test_passkeys.py."""
    sign_in(client, user, "mfa")


def test_a_code_of_the_app_opens_once_even_if_the_cache_forgets() -> None:
    user, first, second = with_app(make_officer()), Client(), Client()
    by_code(first, user)
    by_code(second, user)
    moment, code = now(), code_now()
    first.post(AUTHENTICATE, {"code": code})
    cache.clear()

    said = second.post(AUTHENTICATE, {"code": code}).context["form"].errors

    assert said == {
        "code": ["This code is not right. Wait for the next one and try it."]
    }
    assert [is_signed_in(one) for one in (first, second)] == [True, False]
    app = Authenticator.objects.get(user=user, type="totp")
    half_minute = timedelta(seconds=30)
    taken = [
        take_app_code(authenticator_id=app.pk, now=moment + n * half_minute)
        for n in (2, 2, 1, 3)
    ]
    assert taken == [True, False, False, True]


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


WAYS = {
    "mailed code": (by_code, False),
    "password": (by_password, False),
    "mailed code and app": (then_app(by_code), True),
    "password and app": (then_app(by_password), True),
    "mailed code and recovery code": (then_recovery(by_code), True),
    "password and recovery code": (then_recovery(by_password), True),
    "passkey": (by_passkey, True),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_in_meets_the_same_gate_at_every_door(
    client: Client, way: str
) -> None:
    come_in, is_enough = WAYS[way]
    officer = make_officer(of=make_neighborhood())
    make_grant(officer, Role.ADMIN, None)
    doors = ["/desk/", "/desk/inbox/", "/desk/record/", "/site-admin/", "/set-up/"]

    come_in(client, officer)
    answers = {door: client.get(door, follow=True) for door in doors}

    ended = {
        door: (answer.redirect_chain[-1][0].partition("?")[0], 302)
        if answer.redirect_chain
        else ("", answer.status_code)
        for door, answer in answers.items()
    }
    closed, opened = dict.fromkeys(doors, (WHY, 302)), dict.fromkeys(doors, ("", 200))
    assert ended == (opened if is_enough else closed)


@pytest.mark.parametrize("role", Role)
def test_no_role_is_held_by_a_session_without_a_second_step(role: Role) -> None:
    client, user, place = Client(), make_user(), make_neighborhood()
    is_of_the_town = role in FOR_THE_WHOLE_TOWN
    make_grant(user, role, None if is_of_the_town else place)

    held = []
    for ways in (["code"], ["password"], ["code", "mfa"]):
        sign_in(client, user, *ways)
        viewer = viewer_of(client.get("/my/").wsgi_request)
        held.append((viewer.holds(role), viewer.place_ids(role)))

    nothing: tuple[bool, frozenset[int]] = (False, frozenset())
    places = None if is_of_the_town else frozenset({place.pk})
    assert held == [nothing, nothing, (True, places)]


def test_a_town_that_asks_for_no_second_step_has_no_gate(
    client: Client, settings: Settings
) -> None:
    settings.REQUIRE_MFA = False
    sign_in(client, make_officer(of=make_neighborhood()), "code")

    assert client.get("/desk/").status_code == 200


def test_the_gate_says_why_and_leads_on(client: Client) -> None:
    sign_in(client, make_officer(of=make_neighborhood()), "code")

    answer = client.get("/desk/inbox/?kind=speeding", follow=True)

    page = answer.content.decode()
    assert answer.redirect_chain == [
        (f"{WHY}?next=%2Fdesk%2Finbox%2F%3Fkind%3Dspeeding", 302)
    ]
    assert "Your role needs a second step" in page
    assert reverse("mfa_add_webauthn") in page
    assert 'href="/desk/inbox/?kind=speeding"' in page


def test_a_session_older_than_the_second_step_takes_it_once(client: Client) -> None:
    officer = make_officer(of=make_neighborhood())
    sign_in(client, officer, "code")
    with_app(officer)
    page = client.get("/desk/", follow=True).content.decode()
    prove = f"{reverse('mfa_reauthenticate')}?next=/desk/"

    answer = client.post(prove, {"code": code_now()})

    assert f'href="{prove}"' in page
    assert answer["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200


def test_a_program_is_told_in_one_shape(client: Client) -> None:
    sign_in(client, make_officer(of=make_neighborhood()), "code")

    answer = client.get("/api/v1/issues/NOSUCHNO/")

    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "second_step"


def test_somebody_without_a_role_is_never_led_to_a_second_step(client: Client) -> None:
    sign_in(client, make_user(), "code")

    assert client.get("/desk/").status_code == 404


def test_a_captain_without_a_role_is_asked_once_the_town_says_so(
    client: Client,
) -> None:
    user = make_user()
    services.set_needs_mfa(
        user=user, needs_mfa=True, because="tests", actor=make_admin(), now=now()
    )
    services.set_needs_mfa(
        user=user, needs_mfa=True, because="tests", actor=None, now=now()
    )
    sign_in(client, user, "code")

    seen: Any = client.get("/my/").wsgi_request.user

    assert (seen.lacks_second_step, seen.roles_wait) == (True, True)
    assert [one.action for one in Entry.objects.all()] == ["mfa.ask"]


def test_a_role_taken_away_and_an_account_closed_end_with_the_next_request(
    client: Client,
) -> None:
    officer, other = make_officer(of=make_neighborhood()), Client()
    for one in (client, other):
        sign_in(one, officer, "mfa")
        assert one.get("/desk/").status_code == 200

    officer.grants.update(ends_at=now())
    assert [one.get("/desk/").status_code for one in (client, other)] == [404, 404]
    User.objects.update(is_active=False)
    assert [one.get("/my/").status_code for one in (client, other)] == [302, 302]


# -- setting one up ------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_setting_up_an_app_opens_the_role_at_once_and_shows_recovery_codes(
    client: Client,
) -> None:
    officer = make_officer(of=make_neighborhood())
    by_code(client, officer)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))

    before = client.session.session_key
    done = client.post(reverse("mfa_activate_totp"), {"code": code})
    shown = client.get(done["Location"])
    again = client.get(done["Location"])

    groups = " ".join(secret[n : n + 4] for n in range(0, 32, 4))
    assert groups in page.content.decode()
    assert "<svg" in page.content.decode()
    assert done["Location"] == reverse("mfa_view_recovery_codes")
    assert len(set(shown.context["unused_codes"])) == 10
    assert set(again.context["unused_codes"]) == {"****"}
    assert client.get("/desk/").status_code == 200
    assert before
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=row_key(before or "")).exists()
    assert "mfa.add" in {one.action for one in Entry.objects.all()}


def test_a_dump_of_the_database_tells_neither_secret_nor_codes() -> None:
    user = with_app(make_user())
    codes = Authenticator.objects.get(user=user, type="recovery_codes").wrap()
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        dump = " ".join(row[0] for row in cursor.fetchall())

    readable = [SECRET, *codes.get_unused_codes()]
    assert len(readable) == 11
    assert [one for one in readable if one in dump] == []
    app = Authenticator.objects.get(user=user, type="totp").wrap()
    assert app.validate_code(code_now())


def test_a_code_of_the_app_and_a_recovery_code_work_once() -> None:
    user = with_app(make_user())
    app = Authenticator.objects.get(user=user, type="totp").wrap()
    paper = Authenticator.objects.get(user=user, type="recovery_codes").wrap()
    code, recovery = code_now(), paper.get_unused_codes()[3]

    assert [app.validate_code(code), app.validate_code(code)] == [True, False]
    assert [paper.validate_code(recovery) for _try in range(2)] == [True, False]


def test_a_new_password_does_not_replace_the_second_step(client: Client) -> None:
    officer = with_app(make_officer(of=make_neighborhood()))
    asked = client.post(reverse("account_reset_password"), {"email": officer.email})
    proven = client.post(asked["Location"], {"code": mailed_code()})
    words = dict.fromkeys(("password1", "password2"), "four even better words")
    client.post(proven["Location"], words)

    answer = client.post(
        reverse("account_login"),
        {"login": officer.email, "password": words["password1"]},
    )

    assert answer["Location"] == AUTHENTICATE
    assert "_auth_user_id" not in client.session


# -- losing it -----------------------------------------------------------------------
def test_the_last_second_step_of_a_role_is_not_taken_away(client: Client) -> None:
    officer, resident = make_officer(of=make_neighborhood()), make_user()
    left = {}
    for user in (officer, resident):
        sign_in(client, with_app(user), "mfa")
        page = client.post(reverse("mfa_deactivate_totp"))
        left[user] = Authenticator.objects.filter(user=user, type="totp").count()
        if user == officer:
            assert "Your role needs a second step." in page.content.decode()

    assert left == {officer: 1, resident: 0}


def test_the_last_passkey_of_a_role_is_not_taken_away(client: Client) -> None:
    officer = make_officer(of=make_neighborhood())
    key = Authenticator.objects.create(
        user=officer, type="webauthn", data={"name": "mine", "credential": {}}
    )
    sign_in(client, officer, "mfa")
    remove = reverse("mfa_remove_webauthn", args=[key.pk])

    refused = client.post(remove, follow=True)
    assert "Your role needs a second step." in refused.content.decode()
    assert Authenticator.objects.filter(pk=key.pk).exists()

    with_app(officer)
    client.post(remove)
    assert not Authenticator.objects.filter(pk=key.pk).exists()


def test_nobody_touches_the_passkey_of_somebody_else(client: Client) -> None:
    key = Authenticator.objects.create(
        user=make_user(), type="webauthn", data={"name": "mine", "credential": {}}
    )
    sign_in(client, make_user(), "mfa")

    answers = [
        client.post(reverse(name, args=[key.pk]), {"name": "taken"}).status_code
        for name in ("mfa_remove_webauthn", "mfa_edit_webauthn")
    ]

    assert answers == [404, 404]
    assert Authenticator.objects.get().data["name"] == "mine"


def test_a_wrong_second_step_is_written_down_and_ends_after_some(
    client: Client,
) -> None:
    officer = with_app(make_officer(of=make_neighborhood()))
    by_code(client, officer)
    right = code_now()
    wrong = f"{(int(right) + 1) % 1_000_000:06}"

    for _try in range(6):
        page = client.post(AUTHENTICATE, {"code": wrong})
    client.post(AUTHENTICATE, {"code": right})

    assert "There were too many tries." in page.content.decode()
    assert "_auth_user_id" not in client.session
    failed = Entry.objects.filter(action="account.sign_in_failed")
    assert [one.actor_id for one in failed] == [None] * 5
    assert now() - failed[0].at < timedelta(minutes=1)
