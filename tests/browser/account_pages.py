"""Signing up and in, and one's own account, as a browser sees them."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from tests.browser.visits import PageCase, Visit
from tests.factories.people import make_user
from tests.factories.places import make_town


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


ACCOUNT_PAGES: list[PageCase] = [
    PageCase("sign in by code", lambda: _open("account_request_login_code")),
    PageCase("type the code", _waiting_for_a_code),
    PageCase("sign in by password", lambda: _open("account_login")),
    PageCase("make an account", lambda: _open("account_signup")),
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
    PageCase("sign out", lambda: _own("account_logout")),
]
