"""Words in the private fields of patrols (planting.py says when they are written)."""

from __future__ import annotations

from tests.architecture.group_world import GroupWorld
from tests.factories.group_walks import (
    make_duty_phone,
    make_observation,
    make_running_patrol,
    make_walk,
)
from tests.factories.groups import make_member


def plant_walks(world: GroupWorld) -> None:
    """Members out on a patrol, what they saw, and a number for alarms."""
    patrol = make_running_patrol(world.group)
    make_walk(patrol, area="canary-walk-area")
    make_observation(
        patrol=patrol, words="canary-seen", place="canary-seen", key="canary-seen-key"
    )
    make_duty_phone(make_member(world.group), "canary-duty-phone")
