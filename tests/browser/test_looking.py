"""What the other browser tests stand on."""

from __future__ import annotations

from playwright.sync_api import Browser, Route

from tests.browser.looking import opened

SLOW = """<!doctype html><script src="/slow.js"></script><h1>It came</h1>"""
LINK = """<!doctype html><a href="/slow">Go</a>"""


def answer(route: Route) -> None:
    kind, body = {
        "/": ("text/html", LINK),
        "/slow": ("text/html", SLOW),
        "/slow.js": ("text/javascript", ""),
    }["/" + route.request.url.rpartition("/")[2]]
    route.fulfill(content_type=kind, body=body)


def test_after_a_press_the_page_is_there_whole(browser: Browser) -> None:
    site = "http://somewhere.example"
    come: list[str] = []
    with opened(browser, site) as page:
        page.route("**/*", answer)
        page.goto(f"{site}/")
        page.on("load", lambda one: come.append(one.url))
        page.get_by_role("link", name="Go").click()
        assert come == [f"{site}/slow"]
        page.goto(f"{site}/")
        page.get_by_role("link", name="Go").press("Enter")
        assert come == [f"{site}/slow", f"{site}/", f"{site}/slow"]
