"""A real browser for the tests, found on PATH; nothing is downloaded."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, Locator, sync_playwright

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

NAMED_BY = "CHROMIUM"  # as scripts/chromium.py finds it
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


def _read_whole(act: Callable[..., None]) -> Callable[..., None]:
    @wraps(act)
    def acting(where: Locator, *what: Any, **how: Any) -> None:
        act(where, *what, **how)
        if not where.page.is_closed():
            where.page.wait_for_load_state()

    return acting


@contextmanager
def pages_come_whole() -> Iterator[None]:
    """Wait after each press until the page it leads to is there, as a person does.

    Playwright waits until the page has begun to come. Whoever asks then how many
    boxes there are is told none, now and then, and axe finds a page without a root.
    """
    kept: dict[str, Callable[..., None]] = {
        "click": Locator.click,
        "press": Locator.press,
    }
    for name, act in kept.items():
        setattr(Locator, name, _read_whole(act))
    try:
        yield
    finally:
        for name, act in kept.items():
            setattr(Locator, name, act)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests. The database may be asked beside its event loop."""
    named = [os.environ[NAMED_BY]] if NAMED_BY in os.environ else NAMES
    found = next((path for name in named if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("Install Chromium or Chrome so that it is on PATH, then run again.")
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright, pages_come_whole():
        made = playwright.chromium.launch(executable_path=found, args=ARGS)
        yield made
        made.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def site(live_server: LiveServer) -> str:
    """The address of the running site."""
    return str(live_server.url)
