"""Signing up and in, and one's own account, as a browser sees them."""

from __future__ import annotations

from typing import Final

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse

from tests.browser.visits import PageCase, Visit, Weight
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood, make_town
from tests.harness.sessions import sign_in

# a page that asks the device for a passkey has one script of its own
KEYED: Final[Weight] = {"weight_kb": 100, "requests": 9, "script_kb": 30}


def _open(name: str) -> Visit:
    make_town()
    return Visit(reverse(name))


def _own(name: str) -> Visit:
    make_town()
    return Visit(reverse(name), user=make_user())


def _waiting_for_a_code() -> Visit:
    """Somebody asked for a code: the page that takes it, in the same session."""
    make_town()
    client = Client()
    client.post(reverse("account_request_login_code"), {"email": "a@example.org"})
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    return Visit(reverse("account_confirm_login_code"), cookies=cookies)


def _signing_up() -> Visit:
    """Somebody asked for an account: the page that takes the code, in the same session."""
    make_town()
    client = Client()
    client.post(reverse("account_signup"), {"email": "a@example.org"})
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    return Visit(reverse("sign_up_code"), cookies=cookies)


def _with_a_password(name: str) -> Visit:
    make_town()
    user = make_user()
    user.set_password("three good words")
    user.save()
    return Visit(reverse(name), user=user)


def _choosing_anew() -> Visit:
    """Somebody forgot the password and asked for a code."""
    make_town()
    client = Client()
    client.post(reverse("account_reset_password"), {"email": "a@example.org"})
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    return Visit(reverse("account_confirm_password_reset_code"), cookies=cookies)


def _fresh(name: str, *args: object, app: bool = False, key: bool = False) -> Visit:
    """Somebody who has just proved who they are, perhaps with a second step."""
    make_town()
    user, client = make_user(), Client()
    if app:
        TOTP.activate(user, generate_totp_secret())
    if app or key:
        RecoveryCodes.activate(user)
    if key:
        held = {"name": "my phone", "credential": {}}
        made = Authenticator.objects.create(user=user, type="webauthn", data=held)
        args = tuple(made.pk if one == "key" else one for one in args)
    sign_in(client, user)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    return Visit(reverse(name, args=args), cookies=cookies)


def _signed_in_elsewhere() -> Visit:
    make_town()
    user = make_user()
    for _each in range(3):
        Client().force_login(user)
    return Visit(reverse("own_sessions"), user=user)


def _role_that_waits(*, has_app: bool = False) -> Visit:
    make_town()
    user = make_officer(of=make_neighborhood())
    if has_app:
        TOTP.activate(user, generate_totp_secret())
    return Visit(reverse("second_step"), user=user)


def _half_signed_in() -> Visit:
    """A password was right; the second step is asked for."""
    make_town()
    user, client = make_user(), Client()
    user.set_password("three good words")
    user.save()
    TOTP.activate(user, generate_totp_secret())
    sent = {"login": user.email, "password": "three good words"}
    client.post(reverse("account_login"), sent)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    return Visit(reverse("mfa_authenticate"), cookies=cookies)


def _proof_asked() -> Visit:
    make_town()
    client = Client()
    client.force_login(make_user())
    client.post(reverse("prove_by_mail"), {"send": "1"})
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    return Visit(reverse("prove_by_mail"), cookies=cookies)


def _proof_by_app() -> Visit:
    make_town()
    user = make_user()
    TOTP.activate(user, generate_totp_secret())
    return Visit(reverse("mfa_reauthenticate"), user=user)


ACCOUNT_PAGES: list[PageCase] = [
    PageCase("sign in by code", lambda: _open("account_request_login_code"), **KEYED),
    PageCase("type the code", _waiting_for_a_code),
    PageCase("sign in by password", lambda: _open("account_login"), **KEYED),
    PageCase("make an account", lambda: _open("account_signup")),
    PageCase("type the code of a new account", _signing_up),
    PageCase("forgot the password", lambda: _open("account_reset_password")),
    PageCase("closed account", lambda: _open("account_inactive")),
    PageCase("choose a password", lambda: _own("account_set_password")),
    PageCase("change the address", lambda: _own("account_email")),
    PageCase("type the code for a new password", _choosing_anew),
    PageCase(
        "a new password is chosen", lambda: _open("account_password_reset_completed")
    ),
    PageCase(
        "change the password", lambda: _with_a_password("account_change_password")
    ),
    PageCase("is it really you", lambda: _with_a_password("account_reauthenticate")),
    PageCase("is it really you, by mail", lambda: _own("prove_by_mail")),
    PageCase("is it really you, the code", _proof_asked),
    PageCase("is it really you, by app", _proof_by_app),
    PageCase("my second step, none yet", lambda: _fresh("mfa_index")),
    PageCase("my second step", lambda: _fresh("mfa_index", app=True)),
    PageCase("set up an app", lambda: _fresh("mfa_activate_totp")),
    PageCase("take the app away", lambda: _fresh("mfa_deactivate_totp", app=True)),
    PageCase("recovery codes", lambda: _fresh("mfa_view_recovery_codes", app=True)),
    PageCase("new codes", lambda: _fresh("mfa_generate_recovery_codes", app=True)),
    PageCase("no passkey yet", lambda: _fresh("mfa_list_webauthn")),
    PageCase("my passkeys", lambda: _fresh("mfa_list_webauthn", key=True)),
    PageCase("add a passkey", lambda: _fresh("mfa_add_webauthn"), **KEYED),
    PageCase("rename", lambda: _fresh("mfa_edit_webauthn", "key", key=True)),
    PageCase("take away", lambda: _fresh("mfa_remove_webauthn", "key", key=True)),
    PageCase("the second step", _half_signed_in, **KEYED),
    PageCase("a role that waits", _role_that_waits),
    PageCase("a role that waits for its app", lambda: _role_that_waits(has_app=True)),
    PageCase("signed in here alone", lambda: _own("own_sessions")),
    PageCase("signed in elsewhere", _signed_in_elsewhere),
    PageCase("sign out", lambda: _own("account_logout")),
]
