"""What ends with a group: its patrols are called off, and nobody is in it any more."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from watchgroups.choices import LEADING, GroupState, MemberState, PatrolState
from watchgroups.models import Group, Guardian, Membership, Patrol
from watchgroups.services.locks import locked_group
from watchgroups.services.membership import nothing_said, write_to
from watchgroups.services.rota_letters import tell_those_on_it
from watchgroups.services.standing import ask_second_step


def end_with(group: Group, now: datetime) -> int:
    """Call off what is planned and let every member go; say how many.

    The group's row is locked. What they said of themselves is gone at once.
    """
    _call_off(group, now)
    members = list(
        Membership.objects.select_for_update(of=("self",))
        .filter(group=group, ended_at=None)
        .select_related("person")
        .order_by("pk")
    )
    led = [one for one in members if one.part in LEADING]
    Guardian.objects.filter(membership__in=[one.pk for one in members]).delete()
    Membership.objects.filter(pk__in=[one.pk for one in members]).update(
        state=MemberState.LEFT, ended_at=now, reason="", **nothing_said()
    )
    for one in led:
        ask_second_step(one.person, now)
    for one in members:
        write_to(one, "closed", now)
    return len(members)


def end_what_is_closed(*, now: datetime) -> int:
    """Let go who is still in a group that is closed; say how many."""
    closed = Group.objects.filter(
        state=GroupState.CLOSED, memberships__ended_at=None, memberships__isnull=False
    )
    let_go = 0
    for group_id in closed.distinct().values_list("pk", flat=True):
        with transaction.atomic():
            let_go += end_with(locked_group(group_id), now)
    return let_go


def _call_off(group: Group, now: datetime) -> None:
    ahead = Patrol.objects.select_for_update(of=("self",)).filter(
        group=group, state=PatrolState.PLANNED, ends_at__gt=now
    )
    for patrol in ahead.order_by("pk"):
        patrol.state, patrol.version = PatrolState.CANCELLED, patrol.version + 1
        with override(None):
            patrol.cancel_reason = _("The group was closed.")
        patrol.save(update_fields=["state", "cancel_reason", "version"])
        tell_those_on_it(patrol, "cancelled", now)
