"""Every page, at the width of a phone and of a desk, in both directions."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looking import (
    DESKTOP,
    NARROW,
    PHONE,
    Notes,
    come_to_rest,
    opened,
    overflow_at,
    problems_of,
)
from tests.browser.pages import PAGES
from tests.browser.visits import PageCase, Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KB = 1000
HTML_KB = 14  # all that a second page costs: the rest is kept by the browser


def visit(page: Page, site: str, case: PageCase, to: Visit) -> Notes:
    """Go there, let it come to rest, and note what it did."""
    notes = Notes(site)
    answers = notes.listen(page)
    page.context.add_cookies(
        [{"name": n, "value": v, "url": site} for n, v in to.cookies.items()]
    )
    answer = page.goto(site + to.path, wait_until="load")
    assert answer is not None
    assert answer.status == case.status, answer.text()[:2000]
    come_to_rest(page, notes)
    for one in answers:
        notes.take(one)
    own_status = f"status of {case.status}"
    notes.errors = [said for said in notes.errors if own_status not in said]
    return notes


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case.name)
def test_page_is_open_to_everyone_light_and_keeps_to_itself(
    case: PageCase, browser: Browser, site: str
) -> None:
    to = case.make()

    # both widths and both directions are asked everything, in two loads instead of four
    for language, widths in (
        ("en", (DESKTOP, PHONE, NARROW)),
        ("ar-xb", (PHONE, NARROW)),
    ):
        with opened(
            browser, site, width=widths[0], user=to.user, language=language
        ) as page:
            notes = visit(page, site, case, to)
            problems = problems_of(page)
            sideways = {width: overflow_at(page, width) for width in widths}
            policy = page.evaluate("window.violations")
        assert problems == [], language
        assert sideways == dict.fromkeys(widths, 0), language
        assert (policy, notes.errors, notes.foreign) == ([], [], []), language
        assert notes.weight <= case.weight_kb * KB, notes.asked
        assert notes.html <= HTML_KB * KB, language
        assert notes.script <= case.script_kb * KB, language
        assert len(notes.asked) <= case.requests, notes.asked
