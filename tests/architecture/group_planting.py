"""Words in the private fields of watch groups (planting.py says when they are written)."""

from __future__ import annotations

from tests.architecture.group_planting_walks import plant_walks
from tests.architecture.group_world import GroupWorld
from tests.factories.groups import make_appointment, make_group, make_member
from watchgroups.choices import AppointmentState, GroupState, MemberState
from watchgroups.details import Details
from watchgroups.models import Appointment


def plant_groups(world: GroupWorld) -> None:
    """A paused group, one that asks for a captain, and a member put out."""
    make_group(
        neighborhood=world.place,
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
    word = "canary-member"
    make_member(
        world.group,
        details=Details(word, word, word, word, word, {"1": word}),
        street="canary-roster",
        reason="canary-roster",
        state=MemberState.SUSPENDED,
    )
