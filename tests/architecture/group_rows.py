"""Who may open which address of watch groups (access.py says how to read a row)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.architecture.rows import HIDDEN, OK, ON, SIGN_IN, Row, everyone
from tests.architecture.world import World


def a_group(world: World) -> Sequence[object]:
    return [world.group.slug]


def its_code(world: World) -> Sequence[object]:
    return [world.group.slug, 1]


def a_captain_link(world: World) -> Sequence[object]:
    return [world.captain_link]


def its_waiting_captain(world: World) -> Sequence[object]:
    waiting = world.waiting_captain
    return [waiting.group.slug, waiting.pk]


def a_captain(_world: World) -> Mapping[str, Any]:
    return {"captain-address": "bea@example.org", "captain-reason": "She asked to"}


def who_leads(answer: str = OK, **how: Any) -> Row:
    """Captains of the group alone."""
    how = {"args": a_group, **how}
    return Row(SIGN_IN, HIDDEN, answer, HIDDEN, HIDDEN, HIDDEN, **how)


def who_edits(answer: str = OK, **how: Any) -> Row:
    """Its captains, its officers and administrators."""
    how = {"args": a_group, **how}
    return Row(SIGN_IN, HIDDEN, answer, HIDDEN, answer, answer, **how)


def who_looks_after(answer: str = OK, **how: Any) -> Row:
    """Its officers and administrators."""
    how = {"args": a_group, **how}
    return Row(SIGN_IN, HIDDEN, HIDDEN, HIDDEN, answer, answer, **how)


def any_officer(**how: Any) -> Row:
    """Officers of any place, and administrators."""
    return Row(SIGN_IN, HIDDEN, HIDDEN, HIDDEN, OK, OK, elsewhere=OK, **how)


GROUP_ROWS: dict[str, Row] = {
    # -- watch groups, public ---------------------------------------------------------
    "watchgroups:groups": everyone(),
    "meetings:group": everyone(args=a_group),
    "watchgroups:codes": everyone(args=a_group),
    "watchgroups:code": everyone(args=its_code),
    "watchgroups:asked": everyone(args=a_captain_link),
    "watchgroups:asked_accept": Row(SIGN_IN, ON, ON, ON, ON, ON, args=a_captain_link),
    # -- watch groups, captains -------------------------------------------------------
    "watchgroups:captain": who_leads(),
    "watchgroups:group_edit": who_edits(),
    "watchgroups:code_write": who_edits(),
    "watchgroups:partners": who_edits(),
    "watchgroups:hand_over": who_leads(),
    # -- watch groups, officers -------------------------------------------------------
    "watchgroups:desk_groups": any_officer(),
    "watchgroups:group_new": any_officer(),
    "watchgroups:desk_group": who_looks_after(),
    "watchgroups:appoint": who_looks_after(ON, method="post", data=a_captain),
    "watchgroups:decide_captain": who_looks_after(
        ON, method="post", args=its_waiting_captain
    ),
    "watchgroups:group_act": who_looks_after(
        ON, method="post", data=lambda _world: {"act": "go_on"}
    ),
    "watchgroups:liaison": who_looks_after(ON, method="post"),
}
