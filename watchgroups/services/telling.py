"""Letters to those who lead a group: who asks to join, and whether the list is right.

One letter a day at most tells of requests, however many come (SECURITY: no mail bomb).
"""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from engagement.outbox.services import enqueue
from watchgroups.choices import GroupState, MemberState
from watchgroups.models import Group, Membership
from watchgroups.queries.roster import leaders_of


def tell_of_request(group: Group, now: datetime) -> None:
    """Ask for the day's letter to each who leads the group."""
    _write_to_leaders(group, "requests", localdate(now).toordinal(), now)


def tell_of_waiting_requests(*, now: datetime) -> int:
    """Once a day: tell of requests that wait; say in how many groups."""
    waiting = Membership.objects.filter(
        state=MemberState.ASKED, group__state=GroupState.ACTIVE
    )
    groups = Group.objects.filter(pk__in=waiting.values("group")).order_by("pk")
    for group in groups:
        tell_of_request(group, now)
    return len(groups)


def ask_whether_lists_are_right(*, now: datetime) -> int:
    """Once a month: ask each captain whether the list is right; say for how many groups.

    A group whose captain said so this month is not asked.
    """
    day = localdate(now)
    active = Group.objects.filter(state=GroupState.ACTIVE).order_by("pk")
    groups = [one for one in active if not one.list_is_right(now)]
    for group in groups:
        _write_to_leaders(group, "list", day.year * 12 + day.month, now)
    return len(groups)


def _write_to_leaders(group: Group, kind: str, version: int, now: datetime) -> None:
    for leader in leaders_of(group):
        enqueue(
            task="watchgroups.send_captain_letter",
            about=f"watchgroups.group:{group.pk} {kind}",
            version=version,
            person=leader.person,
            now=now,
            group_id=group.pk,
            person_id=leader.person_id,
            kind=kind,
        )


def tell_of_appeal(group: Group, appeal_id: int, now: datetime) -> None:
    """Tell who leads the group what an officer decided about somebody they put out."""
    _write_to_leaders(group, "appeal", appeal_id, now)
