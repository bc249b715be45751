"""What only a browser can tell of a report: paper, keyboard, no script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from engagement.priorities.choices import Decision
from engagement.priorities.models import Line
from tests.browser.looking import DESKTOP, PHONE, opened, sign_in
from tests.browser.report_pages import desk, public_week, signed_report

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHEETS = 5


@pytest.mark.parametrize("make", [desk(), signed_report, public_week])
def test_a_report_prints_on_at_most_five_sheets(
    make: object, browser: Browser, site: str
) -> None:
    visit = make()  # type: ignore[operator]  # pytest hands the maker over untyped

    with opened(browser, site, width=DESKTOP, user=visit.user, language="en") as page:
        page.goto(site + visit.path, wait_until="networkidle")
        paper = page.pdf(format="A4")

    assert 1 <= len(re.findall(rb"/Type\s*/Page[^s]", paper)) <= SHEETS


def test_a_line_is_decided_without_script(browser: Browser, site: str) -> None:
    visit = desk("speeding", "decide")()
    assert visit.user is not None
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, site, visit.user)
    page = context.new_page()
    page.goto(site + visit.path)

    page.get_by_label("Passed on to someone who can help").check()
    page.get_by_label("Whom did you pass it on to?").fill("City works")
    page.get_by_label("How can officers reach them?").fill("555-0100")
    page.get_by_label("When did you pass it on?").fill("2026-11-18")
    page.get_by_label("Tell your neighbors why").fill("The city owns the street.")
    page.get_by_role("button", name="Keep this decision").click()
    page.wait_for_url("**/2026-w46/#speeding")
    context.close()

    assert Line.objects.get(kind__code="speeding").decision == Decision.REFER


def test_the_way_from_the_title_to_the_first_decision_is_by_tab(
    browser: Browser, site: str
) -> None:
    visit = desk()()

    with opened(browser, site, width=DESKTOP, user=visit.user, language="en") as page:
        page.goto(site + visit.path, wait_until="networkidle")
        page.get_by_role("link", name="Speeding", exact=False).first.focus()
        seen = []
        for _press in range(8):
            page.keyboard.press("Tab")
            seen.append(page.evaluate("document.activeElement.innerText"))

    assert any(words.startswith("Decide") for words in seen)
    assert any(words.startswith("Adjust") for words in seen)


def test_a_decision_is_never_squeezed_into_a_pillar_on_a_phone(
    browser: Browser, site: str
) -> None:
    visit = public_week()

    with opened(browser, site, width=PHONE, user=None, language="en") as page:
        page.goto(site + visit.path, wait_until="networkidle")
        tags = page.locator(".ui-rest .ui-tag")
        tallest = max(tag.bounding_box()["height"] for tag in tags.all())  # type: ignore[index]  # all are drawn

    assert 0 < tallest <= 2 * 1.45 * 16
