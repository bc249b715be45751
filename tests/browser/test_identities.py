"""An account elsewhere whose site sends people back with a form, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Request
from pytest_django import Settings

from engagement.people.models import User
from tests.browser.looking import DESKTOP, NARROW, opened, overflow_at, problems_of
from tests.engagement.people.test_other_identities import new_signing_key
from tests.engagement.people.test_signing_in import mailed_code
from tests.factories.people import make_user
from tests.factories.places import make_town
from tests.harness.identities import another_site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _come_from_elsewhere(page: Page, site: str) -> None:
    page.goto(f"{site}/account/login/")
    page.get_by_role("button", name="City account").click()
    page.get_by_role("button", name="Go back").click()


def _ask_for_a_code(page: Page, site: str) -> None:
    page.get_by_role("button", name="Send me a code").click()
    page.wait_for_url(f"{site}/account/signup/code/")


def test_the_state_of_the_session_survives_a_form_of_another_site(
    browser: Browser, site: str, settings: Settings
) -> None:
    """127.0.0.1 and localhost are two sites to a browser: a `Lax` cookie stays at home."""
    assert "localhost" in site
    make_town()
    private, public = new_signing_key()
    with another_site("127.0.0.1") as apple, opened(browser, site, width=390) as page:
        apple.public_key = public
        settings.IDENTITY_PROVIDERS = [apple.as_apple(private)]
        came_back: list[Request] = []
        page.on("request", lambda asked: came_back.append(asked))  # noqa: PLW0108 - the library marks what it is given
        _come_from_elsewhere(page, site)
        page.wait_for_url(f"{site}/my/")
        answers = [one for one in came_back if "/with/city/back/" in one.url]
        name = settings.SESSION_COOKIE_NAME
        brought = [name in one.all_headers().get("cookie", "") for one in answers]
        cookies = {one["sameSite"] for one in page.context.cookies(site)}

    assert [one.method for one in answers] == ["POST", "GET"]
    assert brought == [False, True]
    assert cookies == {"Lax"}


@pytest.mark.parametrize("is_known", [False, True])
def test_an_address_the_other_site_has_not_verified_is_shown_to_be_ones_own(
    browser: Browser,
    site: str,
    settings: Settings,
    is_known: bool,  # noqa: FBT001 - a table of cases
) -> None:
    make_town()
    if is_known:
        make_user("ann@example.org")
    private, public = new_signing_key()
    with another_site("127.0.0.1") as apple, opened(browser, site) as page:
        apple.public_key = public
        apple.says = {"email_verified": False}
        settings.IDENTITY_PROVIDERS = [apple.as_apple(private)]
        _come_from_elsewhere(page, site)
        page.wait_for_url(f"{site}/account/with/sign-up/")
        told = page.get_by_label("E-mail address").input_value()
        wrong = [
            problems_of(page),
            overflow_at(page, DESKTOP),
            overflow_at(page, NARROW),
        ]
        _ask_for_a_code(page, site)
        page.get_by_role("link", name="Use another address").click()
        page.wait_for_url(f"{site}/account/with/sign-up/")
        _ask_for_a_code(page, site)
        page.get_by_label("Code from the letter").fill(mailed_code())
        page.get_by_role("button", name="Go on").click()
        page.wait_for_url(f"{site}/my/")
        hint = page.get_by_text("connect it under “Accounts elsewhere”")

        assert hint.count() == int(is_known)

    assert told == "ann@example.org"
    assert wrong == [[], 0, 0]
    assert User.objects.count() == 1
