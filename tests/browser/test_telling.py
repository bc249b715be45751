"""Telling a concern in a real browser: by keyboard alone, and without any script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from engagement.concerns.models import Concern, Photo, Voice
from engagement.places.models import Neighborhood
from tests.browser.concern_pages import make_issues, make_millbrook
from tests.browser.looking import PHONE, opened
from tests.factories.pictures import make_photo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STORY = "Cars race past the school gate every morning"


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Continue", exact=True).click()


def tell_what(page: Page, site: str) -> None:
    page.goto(f"{site}/report/")
    page.get_by_role("button", name="Start now").or_(
        page.get_by_role("link", name="Start now")
    ).click()
    page.get_by_label("Traffic and parking").check()
    go_on(page)
    page.get_by_label("Speeding").check()
    go_on(page)


def tell_the_rest(page: Page) -> None:
    go_on(page)  # no photo
    page.get_by_label("Tell us in your own words").fill(STORY)
    go_on(page)
    page.get_by_label("Don’t contact me").check()
    go_on(page)
    page.get_by_role("button", name="Send concern").click()


def test_a_concern_is_told_without_any_script(browser: Browser, site: str) -> None:
    make_millbrook()

    with opened(browser, site, width=PHONE, java_script_enabled=False) as page:
        tell_what(page, site)
        page.get_by_label("Street, crossing or place").fill("Alder Street")
        go_on(page)
        tell_the_rest(page)
        text = page.inner_text("main")

    concern = Concern.objects.get()
    assert "Thank you. We have your concern." in text
    assert f"{concern.reference[:4]}-{concern.reference[4:]}" in text
    assert re.search(r"(\w{4}-){7}\w{4}", text)
    assert concern.text == STORY


def test_a_photo_is_added_and_sent_without_any_script(
    browser: Browser, site: str
) -> None:
    make_millbrook()
    lamp = FilePayload(name="lamp.jpg", mimeType="image/jpeg", buffer=make_photo())
    page_of_words = FilePayload(
        name="notes.jpg", mimeType="image/jpeg", buffer=b"no photo"
    )

    with opened(browser, site, width=PHONE, java_script_enabled=False) as page:
        tell_what(page, site)
        page.get_by_label("Street, crossing or place").fill("Alder Street")
        go_on(page)
        page.get_by_label("Choose photos").set_input_files([lamp, page_of_words])
        go_on(page)
        said = page.locator(".govuk-error-summary").inner_text()
        shown = page.locator(".ui-photo img")
        expect(shown).to_have_count(1)
        expect(shown).to_have_js_property("naturalWidth", 64)
        tell_the_rest(page)
        expect(page.locator("h1")).to_contain_text("Thank you")

    assert "“notes.jpg”: Only photos can be added" in said
    assert Photo.objects.get().concern == Concern.objects.get()


def test_the_pin_is_put_and_moved_by_keyboard_alone(
    browser: Browser, site: str
) -> None:
    place = make_millbrook()

    with opened(browser, site) as page:
        tell_what(page, site)
        page.wait_for_selector("[data-ready=true]")
        page.locator("[data-map]").focus()
        page.keyboard.press("Enter")
        expect(page.locator("[data-status]")).not_to_have_text(
            re.compile("Type|Looking")
        )
        first = page.locator("[name=lat]").input_value()
        page.locator("[data-nudge=n]").focus()
        page.keyboard.press("Enter")
        second = page.locator("[name=lat]").input_value()
        expect(page.locator("[data-status]")).to_have_text(
            re.compile("Millbrook|Linden")
        )
        go_on(page)
        expect(page).to_have_url(f"{site}/report/photos/")

    moved_m = (float(second) - float(first)) * 111_320
    assert moved_m == pytest.approx(10, abs=0.2)
    assert place.south < float(second) < place.north


def test_everything_on_the_place_question_is_reached_by_tab(
    browser: Browser, site: str
) -> None:
    make_millbrook()
    seen: list[str] = []

    with opened(browser, site) as page:
        tell_what(page, site)
        page.wait_for_selector("[data-ready=true]")
        for _press in range(30):
            page.keyboard.press("Tab")
            seen.append(
                page.evaluate(
                    "document.activeElement.name || ('map' in document.activeElement.dataset"
                    " && 'map') || document.activeElement.textContent"
                    ".trim() || document.activeElement.className"
                )
            )

    wanted = ["place", "find", "Use where I am now", "map", "hint", "privacy"]
    wanted += ["Continue", "Save and finish later"]
    assert [name for name in wanted if name in seen] == wanted


def test_a_near_one_beside_a_moved_pin_can_be_joined(
    browser: Browser, site: str
) -> None:
    place = make_millbrook()
    issue = make_issues(place, 1)[0]

    with opened(browser, site) as page:
        tell_what(page, site)
        page.wait_for_selector("[data-ready=true]")
        page.get_by_label("Street, crossing or place").fill("Mill Road")
        page.get_by_role("button", name="Find").click()
        page.wait_for_selector("[data-ready=true]")
        page.get_by_role("button", name="Yes, it is this one").first.click()
        expect(page.locator("main")).to_contain_text("Your voice was added")

    assert Voice.objects.filter(issue=issue).count() == 1
    assert Concern.objects.count() == 0


def test_what_was_typed_survives_a_mistake(browser: Browser, site: str) -> None:
    make_millbrook()

    with opened(browser, site) as page:
        tell_what(page, site)
        page.get_by_label("Street, crossing or place").fill("Zyxwvu 999")
        page.get_by_label("Anything that helps us find it?").fill("By the blue gate")
        go_on(page)
        title = page.title()
        summary = page.locator(".govuk-error-summary")
        expect(summary).to_be_focused()
        summary.get_by_role("link").click()
        expect(page.get_by_label("Street, crossing or place")).to_be_focused()
        kept = page.get_by_label("Anything that helps us find it?").input_value()

    assert title.startswith("Error: ")
    assert kept == "By the blue gate"


def test_a_map_point_opens_the_list_of_its_block(browser: Browser, site: str) -> None:
    place = make_millbrook()
    issue = make_issues(place, 1)[0]
    assert Neighborhood.objects.count() == 2

    with opened(browser, site) as page:
        page.goto(f"{site}/around/?view=map")
        page.wait_for_selector("[data-ready=true]")
        page.locator(".leaflet-marker-icon.ui-near").first.focus()
        page.keyboard.press("Enter")
        page.locator("[data-status] a").click()
        expect(page.locator(".ui-issue-card")).to_have_count(1)
        expect(page.locator(".ui-issue-card a")).to_have_attribute(
            "href", issue.get_absolute_url()
        )
