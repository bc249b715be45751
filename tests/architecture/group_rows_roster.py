"""Who may open which address about members (access.py says how to read a row)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.architecture.group_rows import (
    a_group,
    any_officer,
    who_edits,
    who_leads,
    who_looks_after,
)
from tests.architecture.rows import (
    HIDDEN,
    OK,
    ON,
    SIGN_IN,
    Row,
    admins_only,
    everyone,
    signed_in,
)
from tests.architecture.world import World


def a_member(world: World) -> Sequence[object]:
    return [world.group.slug, world.group_member.pk]


def a_request(world: World) -> Sequence[object]:
    return [world.group.slug, world.group_request.pk]


def an_appeal(world: World) -> Sequence[object]:
    return [world.group_appeal.pk]


def an_invitation_to_join(world: World) -> Sequence[object]:
    return [world.member_invitation_link]


def who_is_in(answer: str = OK, **how: Any) -> Row:
    """Members of the group, of whom the captain is one."""
    how = {"args": a_group, **how}
    return Row(SIGN_IN, HIDDEN, answer, HIDDEN, HIDDEN, HIDDEN, **how)


ROSTER_ROWS: dict[str, Row] = {
    # -- members, letters and what is one's own -----------------------------------------
    "watchgroups:mine": signed_in(),
    "watchgroups:join": signed_in(args=a_group),
    "watchgroups:invited": everyone(args=an_invitation_to_join),
    "watchgroups:invited_join": signed_in(ON, args=an_invitation_to_join),
    "watchgroups:guardian": everyone(args=lambda world: [world.guardian_link]),
    "watchgroups:member_link": everyone(args=lambda world: [world.own_member_link]),
    "watchgroups:word": everyone(args=lambda world: [world.word_link]),
    "watchgroups:own": who_is_in(),
    "watchgroups:own_edit": who_is_in(),
    "watchgroups:own_act": who_is_in(
        ON, method="post", data=lambda _world: {"act": "still"}
    ),
    # -- members, captains -------------------------------------------------------------
    "watchgroups:group_area": who_edits(),
    "watchgroups:join_questions": who_leads(),
    "watchgroups:invite": who_leads(),
    "watchgroups:roster_import": who_leads(),
    "watchgroups:roster_example": who_leads(),
    "watchgroups:roster": who_leads(),
    "watchgroups:roster_print": who_leads(),
    "watchgroups:roster_right": who_leads(ON, method="post"),
    "watchgroups:member": who_leads(args=a_member),
    "watchgroups:member_contact": who_leads(
        args=a_member, method="post", data=lambda _world: {"what": "contact"}
    ),
    "watchgroups:member_word": who_leads(args=a_member, method="post"),
    "watchgroups:member_act": Row(
        SIGN_IN,
        HIDDEN,
        ON,
        HIDDEN,
        HIDDEN,
        ON,
        args=a_request,
        method="post",
        data=lambda _world: {"act": "take_in"},
    ),
    # -- members, officers and administrators --------------------------------------------
    "watchgroups:appeals": any_officer(),
    "watchgroups:appeal": who_looks_after(args=an_appeal),
    "watchgroups:desk_members": admins_only(args=a_group),
    "watchgroups:desk_member": admins_only(args=a_member),
}
