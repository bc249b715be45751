"""Pages of results as a browser sees them."""

from __future__ import annotations

from tests.browser.visits import PageCase

RESULTS_PAGES: list[PageCase] = []
