"""Every page, at the width of a phone and of a desk, in both directions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looking import (
    DESKTOP,
    NARROW,
    PHONE,
    Notes,
    come_to_rest,
    new_window,
    overflow_at,
    problems_of,
    visited,
)
from tests.browser.pages import PAGES
from tests.browser.visits import PageCase, Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KB = 1000
ASKED = {DESKTOP, PHONE}
HTML_KB = 14  # all that a second page costs: the rest is kept by the browser


@pytest.fixture(scope="session")
def window(browser: Browser) -> Iterator[Page]:
    page = new_window(browser)
    yield page
    page.context.close()


def open_page(page: Page, case: PageCase, to: Visit, notes: Notes) -> None:
    """Go there, let it come to rest, and weigh what came."""
    page.context.add_cookies(
        [{"name": n, "value": v, "url": notes.site} for n, v in to.cookies.items()]
    )
    answer = page.goto(notes.site + to.path, wait_until="load")
    assert answer is not None
    assert answer.status == case.status, answer.text()[:2000]
    come_to_rest(page, notes)
    notes.weigh()


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case.name)
def test_page_is_open_to_everyone_light_and_keeps_to_itself(
    case: PageCase, window: Page, site: str
) -> None:
    to = case.make()
    own_status = f"status of {case.status}"

    # axe at a desk and on a phone; the other direction must fit as well, and keep the policy
    for language, widths, asks_axe in (
        ("en", (DESKTOP, PHONE, NARROW), True),
        ("ar-xb", (PHONE, NARROW), False),
    ):
        notes, come = Notes(site), partial(visited, window, site, user=to.user)
        with come(width=widths[0], language=language), notes.listening(window):
            open_page(window, case, to, notes)
            problems, sideways = [], {}
            for width in widths:
                sideways[width] = overflow_at(window, width)
                if asks_axe and width in ASKED:
                    problems += problems_of(window)
            policy = window.evaluate("window.violations")
        errors = [said for said in notes.errors if own_status not in said]
        assert problems == [], language
        assert sideways == dict.fromkeys(widths, 0), language
        assert (policy, errors, notes.foreign) == ([], [], []), language
        assert notes.weight <= case.weight_kb * KB, notes.asked
        assert notes.html <= HTML_KB * KB, language
        assert notes.script <= case.script_kb * KB, language
        assert len(notes.asked) <= case.requests, notes.asked
