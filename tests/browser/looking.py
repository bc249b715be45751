"""Look at one page as people do, and note what they would stumble over."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import axe_playwright_python
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Request, Response

from engagement.people.models import User

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
# a page has some ten colors and asks for each a hundred times: read each once
_EACH_COLOR_ONCE = """;{
const color = axe.commons.color.Color.prototype, read = color.parseString, known = new Map();
color.parseString = function (words) {
  if (!known.has(words)) {
    read.call(this, words);
    const { red, green, blue, alpha } = this;
    known.set(words, { red, green, blue, alpha });
  }
  return Object.assign(this, known.get(words));
};
}
0"""
RULES = [
    "wcag2a",
    "wcag2aa",
    "wcag21a",
    "wcag21aa",
    "wcag22aa",
    "best-practice",
]
PHONE, DESKTOP, NARROW = 390, 1280, 320
_PACKED = ("text/", "javascript", "json", "svg")
LOOKS = 600
# an empty page of the site's own: with about:blank each visit begins a new process
_EMPTY_PAGE = "location.replace(URL.createObjectURL(new Blob([], {type: 'text/html'})))"
_TWO_FRAMES = "new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))"
_WATCH_POLICY = """
window.violations = [];
document.addEventListener('securitypolicyviolation', e =>
  window.violations.push(e.violatedDirective + ' ' + e.blockedURI));
"""


_weights: dict[str, int] = {}  # of files, which are the same for every page


@dataclass
class Notes:
    """What one visit sent, said and asked for."""

    site: str
    weight: int = 0
    script: int = 0
    html: int = 0
    asked: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    under_way: set[Request] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)

    def weigh(self) -> None:
        """Weigh all that has come; a body is there once it has come whole."""
        for answer in self.answers:
            self.take(answer)

    def take(self, answer: Response) -> None:
        """Weigh an answer as it would travel: words packed, pictures and fonts as they are."""
        if not answer.url.startswith(self.site):
            self.foreign.append(answer.url)
            return
        if answer.status in (204, 301, 302, 304):
            return
        kind, path = (
            answer.headers.get("content-type", ""),
            answer.url.removeprefix(self.site),
        )
        size = _weights.get(answer.url) or weight_of(answer, kind)
        if path.startswith(settings.STATIC_URL):
            _weights[answer.url] = size
        self.asked.append(f"{size} {path}")
        self.weight += size
        self.script += size if "javascript" in kind else 0
        self.html += size if "text/html" in kind else 0

    @contextmanager
    def listening(self, page: Page) -> Iterator[None]:
        """Note what the page asks for, gets and complains of."""
        told: dict[Any, Any] = {
            "response": lambda answer: self.answers.append(answer),  # noqa: PLW0108 - playwright cannot mark a built-in method
            "request": lambda asked: self.under_way.add(asked),  # noqa: PLW0108 - the same
            "requestfinished": lambda asked: self.under_way.discard(asked),  # noqa: PLW0108 - the same
            "requestfailed": lambda asked: self.under_way.discard(asked),  # noqa: PLW0108 - the same
            "pageerror": lambda error: self.errors.append(str(error)),
            "console": lambda said: (
                self.errors.append(said.text) if said.type == "error" else None
            ),
        }
        for event, hear in told.items():
            page.on(event, hear)
        try:
            yield
        finally:
            for event, hear in told.items():
                page.remove_listener(event, hear)


def weight_of(answer: Response, kind: str) -> int:
    body = answer.body()
    return len(gzip.compress(body, 6) if any(one in kind for one in _PACKED) else body)


def sign_in(context: BrowserContext, site: str, user: User) -> None:
    """Hand the browser the cookie of somebody signed in."""
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": site}]
    )


def come_to_rest(page: Page, notes: Notes) -> None:
    """Wait until nothing is asked for any more, and what came has been drawn."""
    looks = 0
    while looks == 0 or notes.under_way:
        assert looks < LOOKS, [one.url for one in notes.under_way]
        page.evaluate(_TWO_FRAMES)
        looks += 1


@contextmanager
def opened(
    browser: Browser,
    site: str,
    *,
    width: int = DESKTOP,
    user: User | None = None,
    language: str = "en",
    **how: Any,
) -> Iterator[Page]:
    """Open a fresh browser window; closed again whatever happens."""
    context = browser.new_context(viewport={"width": width, "height": 844}, **how)
    try:
        context.add_cookies(
            [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site}]
        )
        if user:
            sign_in(context, site, user)
        context.add_init_script(_WATCH_POLICY)
        yield context.new_page()
    finally:
        context.close()


def new_window(browser: Browser) -> Page:
    """Open one window for many visits: a process of its own for each is half the time."""
    page = browser.new_context().new_page()
    page.context.add_init_script(_WATCH_POLICY)
    cold = page.context.new_cdp_session(page)
    cold.send("Network.setCacheDisabled", {"cacheDisabled": True})
    return page


@contextmanager
def visited(
    page: Page, site: str, *, width: int, user: User | None, language: str
) -> Iterator[None]:
    """Come as somebody who was never here, and leave nothing behind."""
    page.context.clear_cookies()
    cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site}
    page.context.add_cookies([cookie])  # type: ignore[list-item]  # three of its names
    if user:
        sign_in(page.context, site, user)
    page.set_viewport_size({"width": width, "height": 844})
    try:
        yield
    finally:
        page.evaluate("localStorage.clear(), sessionStorage.clear()")
        with page.expect_navigation(url="blob:**"):
            page.evaluate(_EMPTY_PAGE)


def problems_of(page: Page) -> list[str]:
    """Ask axe, at every rule level the project promises."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE + _EACH_COLOR_ONCE)
    asked = json.dumps({"runOnly": RULES, "resultTypes": ["violations"]})
    found = page.evaluate(f"axe.run(document, {asked}).then(r => r.violations)")
    return [
        f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]
    ]


def overflow_of(page: Page) -> int:
    """How many pixels a person must scroll sideways."""
    return int(
        page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
    )


def overflow_at(page: Page, width: int) -> int:
    """The same in a window of this width."""
    if page.viewport_size is None or page.viewport_size["width"] != width:
        page.set_viewport_size({"width": width, "height": 844})
        page.evaluate(_TWO_FRAMES)
    return overflow_of(page)
