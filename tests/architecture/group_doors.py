"""The doors of watch groups (doors.py says what a door is)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from tests.architecture.knocking import Door, MatrixWorld, form, page


def the_group(world: MatrixWorld) -> Sequence[object]:
    return [world.group.slug]


def its_rules(world: MatrixWorld) -> Sequence[object]:
    return [world.group.slug, 1]


def a_captain(_world: MatrixWorld) -> Mapping[str, Any]:
    return {"captain-address": "bea@example.org", "captain-reason": "She asked to"}


GROUP_DOORS: Final[dict[str, tuple[Door, ...]]] = {
    "group.view_public_page": (
        page("watchgroups:groups"),
        page("meetings:group", the_group, also=("watchgroups:codes",)),
        page("watchgroups:code", its_rules),
    ),
    "group.appoint_captain": (
        form(
            "watchgroups:appoint",
            the_group,
            a_captain,
            also=("watchgroups:decide_captain",),
        ),
        page(
            "watchgroups:desk_group",
            the_group,
            also=(
                "watchgroups:desk_groups",
                "watchgroups:group_new",
                "watchgroups:group_act",
                "watchgroups:liaison",
            ),
        ),
    ),
}

_PAGE = "what a group says of itself, in no row: tests/watchgroups/test_groups"

# Addresses of watch groups that are no action of the matrix, each with its reason.
BESIDE_GROUPS: Final[dict[str, str]] = {
    "watchgroups:asked": "a link in a letter: tests/watchgroups/test_appointing",
    "watchgroups:group_edit": _PAGE,
    "watchgroups:code_write": _PAGE,
    "watchgroups:partners": _PAGE,
    "watchgroups:hand_over": "the captain’s own: tests/watchgroups/test_appointing",
    "watchgroups:captain": "the way to a captain’s pages: shows no member",
}
