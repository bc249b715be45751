"""The doors of members and rosters (doors.py says what a door is)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from tests.architecture.group_world_roster import MEMBER_ADDRESS, MEMBER_NAME
from tests.architecture.knocking import ADMIN, Door, MatrixWorld, form, page
from tests.architecture.matrix import CAPTAIN

CAPTAINS: Final = frozenset({CAPTAIN})


def the_group(world: MatrixWorld) -> Sequence[object]:
    _ = world.group_member
    return [world.group.slug]


def the_member(world: MatrixWorld) -> Sequence[object]:
    return [world.group.slug, world.group_member.pk]


def the_request(world: MatrixWorld) -> Sequence[object]:
    return [world.group.slug, world.group_request.pk]


def the_name(_world: MatrixWorld) -> str:
    return MEMBER_NAME


def the_address(_world: MatrixWorld) -> str:
    return MEMBER_ADDRESS


def a_reason(_world: MatrixWorld) -> Mapping[str, Any]:
    return {"reason": "A child is missing"}


ROSTER_DOORS: Final[dict[str, tuple[Door, ...]]] = {
    "group.request_join": (page("watchgroups:join", the_group),),
    "group.view_member_list": (
        page(
            "watchgroups:roster",
            the_group,
            shows=the_name,
            serves=CAPTAINS,
            also=(
                "watchgroups:member",
                "watchgroups:invite",
                "watchgroups:join_questions",
                "watchgroups:roster_import",
                "watchgroups:roster_example",
                "watchgroups:roster_right",
            ),
        ),
        page("watchgroups:roster_print", the_group, shows=the_name, serves=CAPTAINS),
        form(
            "watchgroups:desk_members",
            the_group,
            a_reason,
            shows=the_name,
            serves=ADMIN,
        ),
    ),
    "group.view_member_contact": (
        form(
            "watchgroups:member_contact",
            the_member,
            lambda _world: {"what": "contact"},
            shows=the_address,
            serves=CAPTAINS,
            also=("watchgroups:member_word",),
        ),
        form(
            "watchgroups:desk_member",
            the_member,
            a_reason,
            shows=the_address,
            serves=ADMIN,
        ),
    ),
    "group.approve_suspend_remove_member": (
        form(
            "watchgroups:member_act",
            the_request,
            lambda _world: {"act": "take_in"},
            serves=CAPTAINS | ADMIN,
        ),
    ),
}

_LETTER: Final = "a link in a letter: tests/watchgroups/test_roster_pages"
_APPEALS: Final = "officers answer members: tests/watchgroups/test_members"

# Addresses of members that are no action of the matrix, each with its reason.
BESIDE_ROSTER: Final[dict[str, str]] = {
    "watchgroups:invited": _LETTER,
    "watchgroups:guardian": _LETTER,
    "watchgroups:member_link": _LETTER,
    "watchgroups:word": "a link in a letter: tests/watchgroups/test_word_answers",
    "watchgroups:mine": "one's own groups",
    "watchgroups:own": "one's own part in a group",
    "watchgroups:appeal": _APPEALS,
    "watchgroups:group_area": "what a group says of itself, in no row: tests/watchgroups/test_areas",
}
