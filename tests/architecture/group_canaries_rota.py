"""Private fields of the rota (canaries.py says how to read one)."""

from __future__ import annotations

from typing import Final

from tests.architecture.canary_field import Field

OF_ROTA: Final = (
    Field(
        "what somebody says to not having come to a patrol",
        "canary-absent",
        "watchgroups.absence.answer",
        ("captain",),
        "looks after the rota",
    ),
    Field(
        "what a patrol is called and where it goes, why it was called off or moved",
        "canary-route",
        "watchgroups.patrol.title watchgroups.patrolseries.title "
        "watchgroups.patrol.route watchgroups.patrol.weather_note "
        "watchgroups.patrol.cancel_reason watchgroups.patrol.move_reason "
        "watchgroups.patrolseries.route watchgroups.patrolseries.weather_note",
        ("captain",),
        "plans it; its members read it too",
    ),
    Field(
        "address of a calendar of patrols",
        "canary-patrols",
        "watchgroups.patrolfeed.token_hash",
    ),
)
