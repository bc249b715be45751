"""Private fields of what is written to groups and about their members."""

from __future__ import annotations

from typing import Final

from tests.architecture.canary_field import Field

OF_MESSAGES: Final = (
    Field(
        "words on the wall of a group",
        "canary-wall",
        "watchgroups.post.text watchgroups.post.signed",
        ("captain", "officer"),
        "write there too; every member of the group reads it",
    ),
    Field(
        "why words were taken off a wall",
        "canary-taken-off",
        "watchgroups.post.taken_off_reason",
        ("officer",),
        "whoever wrote them reads it too",
    ),
    Field(
        "alert to groups",
        "canary-alert",
        "watchgroups.alert.area watchgroups.alert.steps",
        ("captain", "officer"),
        "members of its groups read it while it is on",
    ),
    Field(
        "report about a member",
        "canary-reported",
        "watchgroups.memberreport.sealed",
        ("moderator", "officer"),
        "look at it; officers where no moderator is appointed",
    ),
    Field(
        "why a report was decided so",
        "canary-report-decided",
        "watchgroups.memberreport.decision",
        ("moderator", "officer"),
        "look at it; officers where no moderator is appointed",
    ),
)
