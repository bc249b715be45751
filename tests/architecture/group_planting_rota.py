"""Words in the private fields of the rota (planting.py says when they are written)."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import now

from tests.architecture.group_world import GroupWorld
from tests.factories.group_rota import make_patrol, make_patrol_series, make_sign_up
from tests.factories.people import LONG_AGO, make_user
from watchgroups.choices import PatrolState, SignUpState
from watchgroups.models import Absence, PatrolFeed


def plant_rota(world: GroupWorld) -> None:
    """A patrol called off, one that moved, and somebody who did not come."""
    word = "canary-route"
    said: dict[str, Any] = {"title": word, "route": word, "weather_note": word}
    make_patrol_series(world.group, **said)
    make_patrol(world.group, state=PatrolState.CANCELLED, cancel_reason=word, **said)
    moved = make_patrol(world.group, move_reason=word, **said)
    Absence.objects.create(
        sign_up=make_sign_up(moved, state=SignUpState.NO_SHOW),
        noted_at=LONG_AGO,
        answer="canary-absent",
        answered_at=LONG_AGO,
    )
    PatrolFeed.objects.create(
        person=make_user(), token_hash="canary-patrols", made_at=now()
    )
