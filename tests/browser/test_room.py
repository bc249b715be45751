"""The room on a phone: it looks for news by itself and never touches what is typed."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils.timezone import now
from playwright.sync_api import Browser, Page, Route, expect

from engagement.people.models import User
from meetings.models import Live, Question
from meetings.services.questions import shortlist_question, support_question
from meetings.services.room import close_room
from tests.browser.looking import PHONE, opened
from tests.factories.meetings import make_meeting_organizer
from tests.factories.people import make_user
from tests.factories.places import make_town
from tests.factories.rooms import chair_url, make_question, make_room, somebody

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TYPED = "Who looks after the children when"
NEXT_LOOK = 7_000  # milliseconds: five seconds, and the second by which they differ


def come_in(page: Page, site: str, live: Live) -> None:
    page.goto(site + reverse("meetings:join"))
    page.get_by_label("Code on the screen").fill(live.code.lower())
    page.get_by_role("button", name="Come in").click()
    page.get_by_role("heading", name="What people ask").wait_for()


def test_news_come_and_what_is_typed_stays(browser: Browser, site: str) -> None:
    cache.clear()
    make_town()
    live = make_room()
    question = make_question(live, "Why does the bus stop at ten?")

    with opened(browser, site, width=PHONE) as page:
        page.clock.install()
        come_in(page, site, live)
        field = page.get_by_label("Your question")
        field.press_sequentially(TYPED)
        support_question(question_id=question.pk, who=somebody(), now=now())
        page.clock.run_for(NEXT_LOOK)
        expect(page.get_by_text("1 supports this")).to_be_visible()
        field.press_sequentially(" it is dark?")
        typed, policy = field.input_value(), page.evaluate("window.violations")
        page.get_by_role("button", name="I want to know too").click()
        expect(page.get_by_text("2 support this")).to_be_visible()
        make_organizer_close(live)
        page.clock.run_for(NEXT_LOOK)
        expect(page.get_by_text("The room is closed.")).to_be_visible()

    assert (typed, policy) == (f"{TYPED} it is dark?", [])


def make_organizer_close(live: Live) -> None:
    chair = make_user()
    make_meeting_organizer(live.meeting, chair)
    close_room(meeting_id=live.meeting_id, actor=chair, now=now())


def test_without_a_connection_it_says_so_and_comes_back(
    browser: Browser, site: str
) -> None:
    cache.clear()
    make_town()
    live = make_room()
    question = make_question(live, "Why does the bus stop at ten?")

    def cut(route: Route) -> None:
        route.abort()

    with opened(browser, site, width=PHONE) as page:
        page.clock.install()
        come_in(page, site, live)
        page.route("**/fragment/", cut)
        page.clock.run_for(NEXT_LOOK)
        paused = page.get_by_text("Paused – reconnecting")
        expect(paused).to_be_visible()
        page.unroute("**/fragment/")
        support_question(question_id=question.pk, who=somebody(), now=now())
        page.clock.run_for(2 * NEXT_LOOK)
        expect(page.get_by_text("1 supports this")).to_be_visible()
        expect(paused).to_be_hidden()


def test_a_button_under_the_thumb_does_not_move(browser: Browser, site: str) -> None:
    cache.clear()
    make_town()
    live = make_room()
    first, second = make_question(live, "Why no bus?"), make_question(live, "Why dark?")

    with opened(browser, site, width=PHONE) as page:
        page.clock.install()
        come_in(page, site, live)
        button = page.locator(f"#q{first.pk} button")
        button.focus()
        support_question(question_id=second.pk, who=somebody(), now=now())
        with page.expect_response("**/fragment/"):
            page.clock.run_for(NEXT_LOOK)
        held = page.locator(".live-question__text").all_inner_texts()
        button.blur()
        page.clock.run_for(NEXT_LOOK)
        expect(page.get_by_text("1 supports this")).to_be_visible()
        free = page.locator(".live-question__text").all_inner_texts()

    assert (held, free) == (["Why no bus?", "Why dark?"], ["Why dark?", "Why no bus?"])


def asked_by_hand(page: Page, site: str, live: Live, chair: User) -> Question:
    """Ask, wait for the chair, and support; each by a page of its own."""
    come_in(page, site, live)
    page.get_by_label("Your question").fill("Why does the bus stop at ten?")
    page.get_by_role("button", name="Send your question").click()
    page.get_by_text("With the chair. Nobody else sees it yet.").wait_for()
    question = Question.objects.get()
    shortlist_question(question_id=question.pk, actor=chair, now=now())
    page.get_by_role("link", name="Refresh").click()
    page.get_by_role("button", name="I want to know too").click()
    page.get_by_text("1 supports this").wait_for()
    return question


def answered_by_hand(desk: Page, site: str, live: Live) -> str:
    """Put it on the screen, note the answer, close the room; give what the hall saw."""
    desk.goto(site + chair_url(live))
    desk.get_by_role("button", name="Put on the screen").click()
    desk.get_by_role("link", name="The big screen").click()
    big = desk.locator(".live-screen__text").inner_text()
    desk.goto(site + chair_url(live))
    desk.get_by_label("What was said").fill("From May it runs until midnight.")
    desk.get_by_role("button", name="Mark as answered").click()
    desk.get_by_role("button", name="Close the room").click()
    return big


def test_a_hall_without_script_asks_supports_and_is_answered(
    browser: Browser, site: str
) -> None:
    cache.clear()
    make_town()
    live, chair = make_room(), make_user()
    make_meeting_organizer(live.meeting, chair)

    with opened(browser, site, width=PHONE, java_script_enabled=False) as page:
        question = asked_by_hand(page, site, live, chair)
    with opened(browser, site, user=chair, java_script_enabled=False) as desk:
        big = answered_by_hand(desk, site, live)
        desk.goto(site + live.meeting.get_absolute_url())
        said = desk.get_by_role("region", name="What was asked").inner_text()

    assert big == question.text
    assert "From May it runs until midnight." in said
