"""The doors of patrols (doors.py says what a door is)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from tests.architecture.knocking import Door, MatrixWorld, form, page

SEEN: Final = "The lamp at the corner is dark"


def the_group(world: MatrixWorld) -> Sequence[object]:
    return [world.group.slug]


def something_seen(_world: MatrixWorld) -> Mapping[str, Any]:
    return {"kind": "light", "seen_when": "now", "key": "a-key-of-sixteen-letters"}


WALK_DOORS: Final[dict[str, tuple[Door, ...]]] = {
    "patrol.log_own_shift": (
        form(
            "watchgroups:observe",
            the_group,
            something_seen,
            also=("watchgroups:my_log", "watchgroups:observation_concern"),
        ),
    ),
    "patrol.view_log": (page("watchgroups:log", the_group, shows=lambda _world: SEEN),),
}

_OUT = "members out on a patrol, in no row: tests/watchgroups/test_walking"
_LEADS = "captains’ own, in no row: tests/watchgroups/test_activity"

BESIDE_WALKS: Final[dict[str, str]] = {
    "watchgroups:walk": _OUT,
    "watchgroups:walk_act": _OUT,
    "watchgroups:duty_phone": _OUT,
    "watchgroups:out_now": _OUT,
    "watchgroups:safety": _OUT,
    "priorities:patrol_coverage": "figures of what is published: tests/engagement/priorities/test_patrols",
    "watchgroups:activity": _LEADS,
    "watchgroups:desk_activity": _LEADS,
    "watchgroups:sheets": _LEADS,
    "watchgroups:later": _LEADS,
}
