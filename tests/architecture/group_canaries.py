"""Private fields of watch groups and their people (canaries.py says how to read one)."""

from __future__ import annotations

from typing import Final

from tests.architecture.canary_field import Field
from tests.architecture.group_canaries_roster import OF_ROSTERS
from tests.architecture.group_canaries_walks import OF_WALKS

OF_GROUPS: Final = (
    Field(
        "why an officer paused a group",
        "canary-paused",
        "watchgroups.group.frozen_reason",
        ("officer", "admin"),
        "look after it; its captains and members read it too",
    ),
    Field(
        "who is asked to lead a group, and why",
        "canary-led",
        "watchgroups.appointment.address watchgroups.appointment.reason",
        ("officer", "admin"),
        "look after it; its captains read it too",
    ),
    Field(
        "why somebody shall not lead a group",
        "canary-unled",
        "watchgroups.appointment.decision_reason",
    ),
    Field(
        "hash of the link in a captain’s letter",
        "canary-captain-link",
        "watchgroups.appointment.token_hash",
    ),
    *OF_WALKS,
    *OF_ROSTERS,
)
