"""The log on a phone without a connection: kept only if asked to, and sent once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from engagement.people.models import User
from tests.browser.group_walks_pages import make_pair_of, running
from tests.browser.looking import PHONE, opened
from tests.factories.group_walks import make_walk
from watchgroups.models import Observation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DARK = "Three lamps are dark"


def log_page(site: str) -> tuple[str, User]:
    group, _captain, patrol, me = running()
    make_walk(patrol, *make_pair_of(me))
    return f"{site}/groups/{group.slug}/out/log/", me.person


def write(page: Page, words: str = DARK) -> None:
    page.get_by_label("A lamp is out").check()
    page.get_by_label("What did somebody do?").fill(words)


def press(page: Page) -> None:
    page.get_by_role("button", name="Write it into the log").click()


def stored(page: Page) -> int:
    return int(page.evaluate("Object.keys(localStorage).length"))


def test_an_entry_waits_on_the_phone_by_choice_and_is_sent_once(
    browser: Browser, site: str
) -> None:
    address, person = log_page(site)
    with opened(browser, site, width=PHONE, user=person) as page:
        page.goto(address)
        page.context.set_offline(True)
        write(page)
        page.get_by_label("keep it on this phone").check()
        press(page)
        expect(page.get_by_text("Kept on this phone")).to_be_visible()
        waiting, arrived = stored(page), Observation.objects.count()
        page.context.set_offline(False)
        expect(page.get_by_text("What this phone kept is sent")).to_be_visible()
        page.reload()
        left, policy = stored(page), page.evaluate("window.violations")

    assert (waiting, arrived, left, policy) == (1, 0, 0, [])
    assert [seen.words for seen in Observation.objects.all()] == [DARK]


def test_what_cannot_be_kept_so_comes_back_into_the_form(
    browser: Browser, site: str
) -> None:
    address, person = log_page(site)
    with opened(browser, site, width=PHONE, user=person) as page:
        page.goto(address)
        page.context.set_offline(True)
        write(page, "Maria Lopez shouted at us")
        page.get_by_label("keep it on this phone").check()
        press(page)
        page.context.set_offline(False)
        expect(page.get_by_text("needs another look")).to_be_visible()
        words = page.get_by_label("What did somebody do?").input_value()
        left = stored(page)

    assert (words, left) == ("Maria Lopez shouted at us", 0)
    assert Observation.objects.count() == 0


def test_nothing_is_kept_on_a_phone_that_was_not_asked_to(
    browser: Browser, site: str
) -> None:
    address, person = log_page(site)
    with opened(browser, site, width=PHONE, user=person) as page:
        page.goto(address)
        write(page)
        press(page)
        page.get_by_text("It stands in the log").wait_for()
        left = stored(page)

    assert left == 0
    assert Observation.objects.count() == 1
