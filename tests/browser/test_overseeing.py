"""A complaint on a phone: sent without a name, read with its receipt, answered."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from engagement.concerns.models import Complaint
from tests.browser.looking import PHONE, opened, overflow_of, problems_of
from tests.factories.conduct import make_overseer
from tests.factories.places import make_neighborhood, make_town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_complaint_is_sent_and_its_receipt_opens_it(
    browser: Browser, site: str
) -> None:
    make_town()
    make_neighborhood()
    make_overseer()

    with opened(browser, site, width=PHONE) as page:
        page.goto(f"{site}/complain/")
        page.get_by_label("What happened?").fill("He shouted at me")
        page.get_by_role("button", name="Send to the overseer").click()
        assert page.get_by_role("heading", name="The overseer has it").is_visible()
        assert (problems_of(page), overflow_of(page)) == ([], 0)
        page.get_by_role("link", name="Open it with this link").click()
        assert page.get_by_text("He shouted at me").is_visible()
        page.get_by_label("Your words").fill("It happened again")
        page.get_by_role("button", name="Send to the overseer").click()
        assert page.get_by_text("It happened again").is_visible()

    assert Complaint.objects.get().entries.count() == 1
