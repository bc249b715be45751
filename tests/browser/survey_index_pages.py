"""Pages of the index and the participation gap as a browser sees them."""

from __future__ import annotations

from tests.browser.visits import PageCase

INDEX_PAGES: list[PageCase] = []
