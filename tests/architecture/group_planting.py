"""Words in the private fields of watch groups (planting.py says when they are written)."""

from __future__ import annotations

from tests.architecture.group_planting_roster import plant_roster
from tests.architecture.group_planting_walks import plant_walks
from tests.architecture.group_world import GroupWorld
from tests.factories.groups import make_appointment
from watchgroups.choices import AppointmentState, GroupState
from watchgroups.models import Appointment, Group


def plant_groups(world: GroupWorld) -> None:
    """A paused group, one that asks for a captain, and members."""
    paused = Group.objects.filter(pk=world.waiting_captain.group_id)
    paused.update(
        state=GroupState.FROZEN,
        frozen_because="officer",
        frozen_reason="canary-paused",
    )
    waiting = Appointment.objects.filter(pk=world.waiting_captain.pk)
    waiting.update(address="canary-led@example.org", reason="canary-led")
    make_appointment(
        world.group,
        token_hash="canary-captain-link",
        state=AppointmentState.DECLINED,
        decision_reason="canary-unled",
    )
    plant_walks(world)
    plant_roster(world)
