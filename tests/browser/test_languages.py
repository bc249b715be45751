"""The language menu in a real browser: by mouse at once, by keyboard when one says so."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.looking import DESKTOP, opened
from tests.factories.places import make_town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_arrow_keys_look_through_the_languages_without_leaving_the_page(
    browser: Browser, site: str
) -> None:
    make_town(languages=["en", "en-xa", "ar-xb"])
    with opened(browser, site, width=DESKTOP) as page:
        page.goto(f"{site}/about/", wait_until="networkidle")
        page.locator("#language").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        expect(page.locator("html")).to_have_attribute("lang", "en")

        page.keyboard.press("Tab")
        page.keyboard.press("Enter")

        expect(page.locator("html")).to_have_attribute("lang", "ar-xb")


def test_choosing_by_mouse_is_enough(browser: Browser, site: str) -> None:
    make_town(languages=["en", "en-xa", "ar-xb"])
    with opened(browser, site, width=DESKTOP) as page:
        page.goto(f"{site}/about/", wait_until="networkidle")

        page.locator("#language").select_option("en-xa")

        expect(page.locator("html")).to_have_attribute("lang", "en-xa")
