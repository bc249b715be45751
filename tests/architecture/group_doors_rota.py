"""Addresses of the rota: no action of the matrix, each with its reason (doors.py)."""

from __future__ import annotations

from typing import Final

_OWN: Final = "one’s own place on a patrol: tests/watchgroups/test_rota_pages"
_PLANS: Final = "planning, in no row: tests/watchgroups/test_rota_pages"
BESIDE_ROTA: Final[dict[str, str]] = {
    "watchgroups:rota": "what its members go to: tests/watchgroups/test_rota_pages",
    "watchgroups:patrol": _OWN,
    "watchgroups:patrol_act": _OWN,
    "watchgroups:my_patrols": _OWN,
    "watchgroups:my_patrols_act": _OWN,
    "watchgroups:patrols_ics": _OWN,
    "watchgroups:captain_rota": _PLANS,
    "watchgroups:patrol_new": _PLANS,
    "watchgroups:captain_patrol": _PLANS,
    "watchgroups:patrol_series": _PLANS,
    "watchgroups:ready": "readiness of members: tests/watchgroups/test_ready",
    "watchgroups:desk_ready": "vetting by officers: tests/watchgroups/test_ready",
}
