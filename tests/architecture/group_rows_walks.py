"""Who may open which address of patrols (access.py says how to read a row)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.architecture.group_rows import a_group, who_edits, who_leads, who_looks_after
from tests.architecture.rows import HIDDEN, OK, ON, SIGN_IN, Row
from tests.architecture.world import World


def a_past_patrol(world: World) -> Sequence[object]:
    return [world.group.slug, world.running_patrol.pk]


def an_observation(world: World) -> Sequence[object]:
    return [world.group.slug, world.observation.pk]


def home(world: World) -> Mapping[str, Any]:
    return {"act": "well"}


def who_reads_the_log(**how: Any) -> Row:
    """Its captains, and officers of the place."""
    return Row(SIGN_IN, HIDDEN, OK, HIDDEN, OK, HIDDEN, **how)


WALK_ROWS: dict[str, Row] = {
    "watchgroups:walk": who_leads(),
    "watchgroups:walk_act": who_leads(ON, method="post", data=home),
    "watchgroups:observe": who_leads(),
    "watchgroups:my_log": who_leads(),
    "watchgroups:observation_concern": who_leads(
        ON, method="post", args=an_observation
    ),
    "watchgroups:duty_phone": who_leads(),
    "watchgroups:out_now": who_edits(),
    "watchgroups:safety": who_leads(),
    "watchgroups:log": who_reads_the_log(args=a_group),
    "watchgroups:activity": who_leads(),
    "watchgroups:sheets": who_leads(),
    "watchgroups:later": who_leads(),
    "watchgroups:later_patrol": who_leads(args=a_past_patrol),
    "priorities:patrol_coverage": who_edits(),
    "watchgroups:desk_activity": who_looks_after(),
}
