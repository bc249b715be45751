"""Pages of asking and answering as a browser sees them."""

from __future__ import annotations

from tests.browser.visits import PageCase

INVITE_PAGES: list[PageCase] = []
