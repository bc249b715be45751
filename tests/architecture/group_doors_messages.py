"""The doors of walls, letters, alerts and reports of groups."""

from __future__ import annotations

from typing import Final

from tests.architecture.group_doors import the_group
from tests.architecture.knocking import Door, form, one_text, page

MESSAGE_DOORS: Final[dict[str, tuple[Door, ...]]] = {
    "group.post_notice": (
        form("watchgroups:wall", the_group, one_text("We meet at eight")),
        page(
            "watchgroups:wall",
            the_group,
            is_list=True,
            also=("watchgroups:wall_off",),
        ),
    ),
    "group.message_members": (
        form("watchgroups:message", the_group, one_text("We meet at eight")),
        page("watchgroups:message", the_group),
    ),
}
_ALERTS = "officers of the place: tests/watchgroups/test_alerts"
_REPORTS = "moderators of the place, no captain: tests/watchgroups/test_reports"

BESIDE_MESSAGES: Final[dict[str, str]] = {
    "watchgroups:letters": "a link in a letter: tests/watchgroups/test_messages",
    "watchgroups:wall_appeal": "one’s own words: tests/watchgroups/test_wall_appeals",
    "watchgroups:wall_back": "officers of the place: tests/watchgroups/test_wall_back",
    "watchgroups:alert": _ALERTS,
    "watchgroups:member_report": "members of the group: tests/watchgroups/test_reports",
    "watchgroups:report": _REPORTS,
}
