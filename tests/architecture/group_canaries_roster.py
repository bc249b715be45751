"""Private fields of members and rosters (canaries.py says how to read one)."""

from __future__ import annotations

from typing import Final

from tests.architecture.canary_field import Field

OF_ROSTERS: Final = (
    Field(
        "what a member said of themselves",
        "canary-member",
        "watchgroups.membership.sealed",
        ("captain",),
        "lead the group",
    ),
    Field(
        "name and street of a member, why they were put out",
        "canary-roster",
        "watchgroups.membership.street watchgroups.membership.reason"
        " watchgroups.membership.name watchgroups.membership.block_streets",
        ("captain", "admin"),
        "lead the group; administrators open it for a reason, and it is told",
    ),
    Field(
        "address of somebody invited to a group",
        "canary-invited",
        "watchgroups.memberinvitation.address",
        ("captain",),
        "lead the group",
    ),
    Field(
        "hash of the link in an invitation to a group, or in a guardian’s letter",
        "canary-member-link",
        "watchgroups.memberinvitation.token_hash watchgroups.guardian.token_hash",
    ),
    Field(
        "address of a guardian",
        "canary-guardian",
        "watchgroups.guardian.sealed",
    ),
    Field(
        "why an administrator looked at a member",
        "canary-glass",
        "watchgroups.memberlook.reason",
    ),
    Field(
        "what a member who was put out wrote, and the answer",
        "canary-second-word",
        "watchgroups.memberappeal.words watchgroups.memberappeal.answer",
        ("officer", "admin"),
        "decide about it; both sides read the answer",
    ),
)
