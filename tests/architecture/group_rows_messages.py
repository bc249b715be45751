"""Who may open which address of walls, letters, alerts and reports of groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.architecture.group_rows import a_group, who_leads
from tests.architecture.rows import HIDDEN, OK, ON, SIGN_IN, Row, everyone
from tests.architecture.world import World


def its_post(world: World) -> Sequence[object]:
    return [world.group.slug, world.group_post.pk]


def its_alert(world: World) -> Sequence[object]:
    return [world.group_alert.pk]


def its_report(world: World) -> Sequence[object]:
    return [world.member_report.pk]


def a_letters_link(world: World) -> Sequence[object]:
    return [world.letters_link]


def who_writes(**how: Any) -> Row:
    """Captains of the group and officers of its place."""
    how = {"args": a_group, **how}
    return Row(SIGN_IN, HIDDEN, OK, HIDDEN, OK, HIDDEN, **how)


MESSAGE_ROWS: dict[str, Row] = {
    "watchgroups:wall": who_writes(),
    "watchgroups:wall_off": who_writes(args=its_post),
    "watchgroups:wall_back": Row(
        SIGN_IN, HIDDEN, HIDDEN, HIDDEN, ON, HIDDEN, args=its_post, method="post"
    ),
    "watchgroups:wall_appeal": Row(  # they did not write this one
        SIGN_IN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, args=its_post
    ),
    "watchgroups:message": who_writes(),
    "watchgroups:letters": everyone(args=a_letters_link),
    "watchgroups:member_report": who_leads(),
    "watchgroups:alerts": Row(
        SIGN_IN, HIDDEN, HIDDEN, HIDDEN, OK, HIDDEN, elsewhere=OK
    ),
    "watchgroups:alert_end": Row(
        SIGN_IN, HIDDEN, HIDDEN, HIDDEN, ON, HIDDEN, args=its_alert, method="post"
    ),
    "watchgroups:reports": Row(
        SIGN_IN, HIDDEN, HIDDEN, HIDDEN, OK, HIDDEN, elsewhere=OK
    ),
    "watchgroups:report": Row(
        SIGN_IN, HIDDEN, HIDDEN, HIDDEN, OK, HIDDEN, args=its_report
    ),
}
