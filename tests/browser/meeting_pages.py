"""The pages of meetings, as a browser sees them."""

from __future__ import annotations

from tests.browser.meeting_agenda_pages import AGENDA_PAGES
from tests.browser.meeting_base_pages import MEETING_BASE_PAGES
from tests.browser.meeting_scheduling_pages import SCHEDULING_PAGES
from tests.browser.slip_pages import SLIP_PAGES

MEETING_PAGES = [*MEETING_BASE_PAGES, *SCHEDULING_PAGES, *AGENDA_PAGES, *SLIP_PAGES]
