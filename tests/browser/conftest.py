"""A real browser for the tests, found on PATH; nothing is downloaded."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, sync_playwright

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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests. The database may be asked beside its event loop."""
    named = [os.environ[NAMED_BY]] if NAMED_BY in os.environ else NAMES
    found = next((path for name in named if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("Install Chromium or Chrome so that it is on PATH, then run again.")
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=found, args=ARGS)
        yield made
        made.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def site(live_server: LiveServer) -> str:
    """The address of the running site."""
    return str(live_server.url)
