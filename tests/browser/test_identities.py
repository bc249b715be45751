"""An account elsewhere whose site sends people back with a form, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Request
from pytest_django import Settings

from tests.browser.looking import opened
from tests.engagement.people.test_other_identities import new_signing_key
from tests.factories.places import make_town
from tests.harness.identities import another_site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
        page.goto(f"{site}/account/login/")
        page.get_by_role("button", name="City account").click()
        page.get_by_role("button", name="Go back").click()
        page.wait_for_url(f"{site}/my/")
        answers = [one for one in came_back if "/with/city/back/" in one.url]
        name = settings.SESSION_COOKIE_NAME
        brought = [name in one.all_headers().get("cookie", "") for one in answers]
        cookies = {one["sameSite"] for one in page.context.cookies(site)}

    assert [one.method for one in answers] == ["POST", "GET"]
    assert brought == [False, True]
    assert cookies == {"Lax"}
