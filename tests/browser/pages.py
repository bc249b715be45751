"""Every page a browser looks at. Add yours: a name, and how to make what it shows.

`make` fills the database and says where to go and as whom (`visits.py`). A page with a map
to pan may weigh more: `**MAP`. The figures are PERFORMANCE goal 15.
"""

from __future__ import annotations

from tests.browser.account_pages import ACCOUNT_PAGES
from tests.browser.booking_pages import BOOKING_PAGES
from tests.browser.concern_pages import CONCERN_PAGES
from tests.browser.desk_pages import DESK_PAGES
from tests.browser.enrolment_pages import ENROLMENT_PAGES
from tests.browser.front_pages import FRONT_PAGES
from tests.browser.group_messages_pages import MESSAGE_PAGES
from tests.browser.group_pages import GROUP_PAGES
from tests.browser.group_registers_pages import REGISTER_PAGES
from tests.browser.group_roster_pages import GROUP_ROSTER_PAGES
from tests.browser.group_rota_pages import ROTA_PAGES
from tests.browser.group_walks_pages import WALK_PAGES
from tests.browser.help_pages import HELP_PAGES
from tests.browser.meeting_pages import MEETING_PAGES
from tests.browser.moderation_pages import MODERATION_PAGES
from tests.browser.oversight_pages import OVERSIGHT_PAGES
from tests.browser.people_pages import PEOPLE_PAGES
from tests.browser.proof_pages import PROOF_PAGES
from tests.browser.report_pages import REPORT_PAGES
from tests.browser.room_pages import ROOM_PAGES
from tests.browser.survey_pages import SURVEY_PAGES
from tests.browser.visits import PageCase, Visit

PAGES: list[PageCase] = [
    PageCase("no such page", lambda: Visit("/no/such/page/"), status=404),
    *FRONT_PAGES,
    *CONCERN_PAGES,
    *ACCOUNT_PAGES,
    *PROOF_PAGES,
    *DESK_PAGES,
    *OVERSIGHT_PAGES,
    *REPORT_PAGES,
    *PEOPLE_PAGES,
    *MODERATION_PAGES,
    *MEETING_PAGES,
    *GROUP_PAGES,
    *SURVEY_PAGES,
    *WALK_PAGES,
    *MESSAGE_PAGES,
    *ROTA_PAGES,
    *GROUP_ROSTER_PAGES,
    *REGISTER_PAGES,
    *ROOM_PAGES,
    *BOOKING_PAGES,
    *ENROLMENT_PAGES,
    *HELP_PAGES,
]
