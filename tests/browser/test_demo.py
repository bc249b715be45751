"""The demo town's own pages, and the first run when something is refused."""

from __future__ import annotations

import pytest
from django.utils.timezone import now
from playwright.sync_api import Browser
from pytest_django.fixtures import Settings

from engagement.front.demo.people import KNOWN
from engagement.outbox.models import DemoLetter
from tests.browser.looking import PHONE, opened, overflow_of, problems_of
from tests.factories.people import make_user
from tests.factories.places import make_town

PAGE = (
    '<!doctype html><html lang="en"><title>x</title><main><h1>Code</h1></main></html>'
)
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    "path", ["", "mail/", "mail/?to=nobody", "mail/{}/", "mail/{}/page/"]
)
def test_the_demo_pages_are_open_to_everyone(
    path: str, settings: Settings, browser: Browser, site: str
) -> None:
    settings.DEMO_MODE = True
    make_town()
    make_user(KNOWN[0].email)
    letter = DemoLetter.objects.create(
        to="ann@example.org", subject="Your code", text="1", html=PAGE, sent_at=now()
    )
    with opened(browser, site, width=PHONE) as page:
        answer = page.goto(f"{site}/demo/{path.format(letter.pk)}")

        assert answer is not None
        assert answer.status == 200
        assert problems_of(page) == []
        page.set_viewport_size({"width": 320, "height": 800})
        assert overflow_of(page) == 0


def test_a_first_run_that_is_refused_is_open_to_everyone_too(
    browser: Browser, site: str
) -> None:
    with opened(browser, site, width=PHONE) as page:
        page.goto(f"{site}/set-up/", wait_until="networkidle")
        page.get_by_label("What is your town called?").fill("Little Ford")
        page.get_by_role("button", name="Set up the town").click()
        page.wait_for_load_state("networkidle")

        assert page.title().startswith("Error:")
        assert (
            page.get_by_label("What is your town called?").input_value()
            == "Little Ford"
        )
        assert problems_of(page) == []


def test_a_boundary_is_drawn_with_the_keyboard_alone(
    browser: Browser, site: str
) -> None:
    with opened(browser, site, width=PHONE) as page:
        page.goto(f"{site}/set-up/", wait_until="networkidle")
        page.get_by_role("application").focus()
        for key in ("Enter", "ArrowRight", "Enter", "ArrowDown", "Enter"):
            page.keyboard.press(key)
            page.wait_for_timeout(400)  # the map glides

        corners = page.locator("#id_corners").input_value().splitlines()
        assert len(set(corners)) == 3
        assert page.get_by_role("status").inner_text() == "Corners marked: 3"
