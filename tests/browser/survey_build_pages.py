"""Pages of making surveys as a browser sees them."""

from __future__ import annotations

from tests.browser.visits import PageCase

BUILD_PAGES: list[PageCase] = []
