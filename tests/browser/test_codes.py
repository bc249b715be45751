"""From the printer to a voice that counts: made, cut out, typed without script."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page

from engagement.people.models import CodeSheet, User
from tests.browser.looking import NARROW, opened, overflow_of, problems_of
from tests.factories.people import make_organizer
from tests.factories.places import make_neighborhood, make_town
from tests.harness.sessions import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def come_in(page: Page, site: str, user: User) -> None:
    """Hand the window the cookie of somebody who has just shown who they are."""
    client = Client()
    sign_in(client, user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": site}]
    )


def test_a_code_is_printed_and_used_without_script(browser: Browser, site: str) -> None:
    make_town()
    organizer = make_organizer(of=make_neighborhood())

    with opened(browser, site) as desk:
        come_in(desk, site, organizer)
        desk.goto(site + reverse("front:code_sheet_new"))
        desk.get_by_label("What are the codes for?").fill("Mill Lane")
        desk.get_by_label("How many codes?").fill("10")
        desk.get_by_role("button", name="Make the codes").click()
        desk.get_by_role("heading", name="Print these codes now").wait_for()
        codes = desk.locator(".codes__code").all_inner_texts()
        problems, policy = problems_of(desk), desk.evaluate("window.violations")
        desk.set_viewport_size({"width": NARROW, "height": 844})
        sideways = overflow_of(desk)
        desk.emulate_media(media="print")
        on_paper = [
            desk.locator("header").is_visible(),
            desk.locator("nav").first.is_visible(),
            desk.locator(".codes__one").first.is_visible(),
        ]
    with opened(browser, site, java_script_enabled=False) as home:
        home.goto(f"{site}{reverse('concerns:prove')}?code={codes[0]}")
        home.get_by_role("button", name="Use this code").click()
        told = home.get_by_role("heading", level=1).inner_text()

    assert (len(codes), problems, policy, sideways) == (10, [], [], 0)
    assert on_paper == [False, False, True]
    assert told == "Your voice counts fully now"
    assert CodeSheet.objects.get().used == 1
