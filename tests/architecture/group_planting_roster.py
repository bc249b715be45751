"""Words in the private fields of members (planting.py says when they are written)."""

from __future__ import annotations

from django.utils.timezone import now

from engagement.common.sealed import seal
from tests.architecture.group_world import GroupWorld
from tests.factories.group_roster import (
    make_junior,
    make_member_invitation,
    make_member_look,
)
from tests.factories.groups import make_member
from watchgroups.choices import MemberState, Verdict
from watchgroups.details import Details
from watchgroups.models import MemberAppeal


def plant_roster(world: GroupWorld) -> None:
    """A suspended member of the group, a letter, a guardian, a look and an appeal."""
    word = "canary-member"
    member = make_member(
        world.group,
        details=Details(word, word, word, word, word, {"1": word}),
        name="canary-roster",
        street="canary-roster",
        block_streets=["canary-roster"],
        reason="canary-roster",
        state=MemberState.SUSPENDED,
    )
    make_member_invitation(
        world.group,
        address="canary-invited@example.org",
        token_hash="canary-member-link",
    )
    make_junior(
        world.group, token_hash="canary-member-link", sealed=seal("canary-guardian")
    )
    make_member_look(member, by_admin=True, reason="canary-glass")
    MemberAppeal.objects.filter(pk=world.group_appeal.pk).update(
        words="canary-second-word",
        answer="canary-second-word",
        verdict=Verdict.STANDS,
        decided_at=now(),
    )
