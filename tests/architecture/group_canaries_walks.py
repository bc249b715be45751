"""Private fields of patrols (canaries.py says how to read one)."""

from __future__ import annotations

from typing import Final

from tests.architecture.canary_field import Field

OF_WALKS: Final = (
    Field(
        "where members on patrol go, in words",
        "canary-walk-area",
        "watchgroups.walk.area",
        ("captain", "officer", "admin"),
        "answer its alarms",
    ),
    Field(
        "what was seen on patrol, and where",
        "canary-seen",
        "watchgroups.observation.words watchgroups.observation.place",
        ("captain", "officer"),
        "read the log; who wrote it does too",
    ),
    Field(
        "key of an entry in the log",
        "canary-seen-key",
        "watchgroups.observation.key",
    ),
    Field(
        "number for alarms",
        "canary-duty-phone",
        "watchgroups.dutyphone.sealed",
    ),
)
