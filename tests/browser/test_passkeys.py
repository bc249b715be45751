"""A passkey made and used with a real browser and a device of its own."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, CDPSession, Page
from pytest_django import Settings

from engagement.people.models import User
from tests.browser.looking import Notes, opened
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood, make_town
from tests.harness.sessions import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
A_PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_device(page: Page, **more: object) -> tuple[CDPSession, str]:
    """Give the browser a device that makes passkeys; also what turns it off again."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    made: dict[str, Any] = device.send(
        "WebAuthn.addVirtualAuthenticator", {"options": {**A_PHONE, **more}}
    )
    return device, str(made["authenticatorId"])


def come_as(page: Page, site: str, user: User) -> None:
    client = Client()
    sign_in(client, user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": site}]
    )


def here(page: Page, site: str) -> str:
    return page.url.removeprefix(site).partition("?")[0]


def test_a_passkey_is_made_signs_in_and_opens_a_role(
    browser: Browser, site: str, settings: Settings
) -> None:
    settings.REQUIRE_MFA = True
    make_town()
    officer = make_officer(of=make_neighborhood())
    notes = Notes(site)
    with opened(browser, site) as page, notes.listening(page):
        with_device(page)
        come_as(page, site, officer)

        page.goto(f"{site}/desk/")
        page.get_by_role("button", name="Add a passkey").click()
        page.get_by_label("Name of this passkey").fill("my phone")
        page.get_by_role("button", name="Make my passkey").click()
        page.wait_for_url(site + reverse("mfa_view_recovery_codes"))
        assert page.locator(".ui-receipt__code li").count() == 10
        page.goto(f"{site}/desk/")
        assert here(page, site) == "/desk/"

        page.goto(site + reverse("account_logout"))
        page.get_by_role("main").get_by_role("button", name="Sign out").click()
        page.wait_for_url(f"{site}/")
        page.goto(f"{site}/desk/inbox/")
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.wait_for_url(f"{site}/desk/inbox/")

        assert page.evaluate("window.violations") == []
        assert notes.errors == []
    assert str(Authenticator.objects.get(type="webauthn")) == "my phone"


def test_a_passkey_is_the_second_step_after_a_password_and_a_fresh_proof(
    browser: Browser, site: str
) -> None:
    make_town()
    user = make_user()
    user.set_password("three good words")
    user.save()
    with opened(browser, site) as page:
        with_device(page)
        come_as(page, site, user)
        page.goto(site + reverse("mfa_add_webauthn"))
        page.get_by_role("button", name="Make my passkey").click()
        page.wait_for_url(site + reverse("mfa_view_recovery_codes"))
        page.context.clear_cookies()

        page.goto(site + reverse("account_login"))
        page.get_by_label("E-mail address").fill(user.email)
        page.get_by_label("Password", exact=True).fill("three good words")
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(site + reverse("mfa_authenticate"))
        page.get_by_role("button", name="Use my passkey").click()
        page.wait_for_url(f"{site}/my/")

        page.goto(site + reverse("mfa_reauthenticate_webauthn") + "?next=/my/")
        page.get_by_role("button", name="Use my passkey").click()
        page.wait_for_url(f"{site}/my/")


def test_a_device_that_does_not_know_its_owner_makes_no_passkey(
    browser: Browser, site: str
) -> None:
    make_town()
    user = make_user()
    with opened(browser, site) as page:
        with_device(page, isUserVerified=False)
        come_as(page, site, user)
        page.goto(site + reverse("mfa_add_webauthn"))
        page.get_by_role("button", name="Make my passkey").click()
        said = page.get_by_text("Your device did not answer.")
        said.wait_for()

    assert not Authenticator.objects.exists()


def test_without_script_the_page_says_what_to_do(browser: Browser, site: str) -> None:
    make_town()
    user = make_user()
    with opened(browser, site, java_script_enabled=False) as page:
        come_as(page, site, user)
        page.goto(site + reverse("mfa_add_webauthn"))
        page.get_by_role("link", name="Set up an app with codes instead").click()

        assert here(page, site) == reverse("mfa_activate_totp")
        assert not page.get_by_role("button", name="Make my passkey").is_visible()


def test_what_was_typed_as_a_password_can_be_shown_and_pasted(
    browser: Browser, site: str
) -> None:
    make_town()
    with opened(browser, site) as page:
        page.goto(site + reverse("account_login"))
        box = page.get_by_label("Password", exact=True)
        hidden = box.get_attribute("type")
        box.focus()
        page.keyboard.insert_text("three good words")  # as a paste arrives
        page.get_by_role("button", name="Show password").click()

        assert (hidden, box.get_attribute("type")) == ("password", "text")
        assert box.input_value() == "three good words"
        assert box.get_attribute("autocomplete") == "current-password"
