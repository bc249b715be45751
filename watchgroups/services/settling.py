"""Taking off patrols to come whoever cannot go out any more, and telling them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from engagement.people.models import Credential
from watchgroups.choices import MemberState, PatrolState, SignUpState
from watchgroups.models import Group, Patrol, SignUp
from watchgroups.queries.ready import readiness_of
from watchgroups.queries.rota import others_at
from watchgroups.services.fitness import why_unfit
from watchgroups.services.locks import locked_group, note
from watchgroups.services.places import give_back
from watchgroups.services.rota_letters import tell

_LOOKS_BACK: Final = timedelta(days=2)


def settle_sign_ups(group: Group, now: datetime) -> int:
    """Take off whoever may not go out any more; the group's row is locked. Say how many.

    Called after every change of members, of what is asked, and of what people have.
    """
    coming = SignUp.objects.select_for_update(of=("self",)).filter(
        patrol__group=group,
        patrol__state=PatrolState.PLANNED,
        patrol__begins_at__gt=now,
        state=SignUpState.SIGNED_UP,
    )
    return _settle(group, list(_whole(coming)), now)


def settle_patrol(patrol: Patrol, now: datetime) -> int:
    """Settle one patrol whose hours changed: nobody is at two places at once."""
    rows = patrol.sign_ups.filter(state=SignUpState.SIGNED_UP)
    here = list(_whole(rows.select_for_update(of=("self",))))
    busy = set(
        others_at({one.member.person_id for one in here}, patrol).values_list(
            "member__person_id", flat=True
        )
    )
    for one in here:
        if one.member.person_id in busy:
            _take_off(one, "overlap", now)
    rest = [one for one in here if one.member.person_id not in busy]
    return len(here) - len(rest) + _settle(patrol.group, rest, now)


def unsettled_groups(now: datetime) -> list[int]:
    """Name the groups where somebody is on a patrol and left, or lost what is asked."""
    lost = Credential.objects.filter(
        person=OuterRef("member__person"), withdrawn_at__gt=now - _LOOKS_BACK
    )
    gone = ~Q(member__state=MemberState.ACTIVE) | Q(member__person__is_active=False)
    rows = SignUp.objects.filter(
        gone | Exists(lost),
        patrol__state=PatrolState.PLANNED,
        patrol__begins_at__gt=now,
        state=SignUpState.SIGNED_UP,
    )
    found = rows.order_by("patrol__group").values_list("patrol__group", flat=True)
    return list(found.distinct())


def settle_rotas(*, now: datetime) -> int:
    """Settle the groups whose people changed elsewhere; say how many were taken off."""
    taken_off = 0
    for group_id in unsettled_groups(now):
        with transaction.atomic():
            taken_off += settle_sign_ups(locked_group(group_id), now)
    return taken_off


def _whole(rows: QuerySet[SignUp]) -> QuerySet[SignUp]:
    return rows.select_related("patrol__group", "member__person").order_by("pk")


def _settle(group: Group, rows: list[SignUp], now: datetime) -> int:
    ready = readiness_of(group, {one.member.person_id for one in rows})
    taken_off = 0
    for one in rows:
        if why_unfit(one.member, one.patrol, one.part, ready):
            _take_off(one, "unfit", now)
            taken_off += 1
    return taken_off


def _take_off(one: SignUp, why: str, now: datetime) -> None:
    give_back(one, one.patrol, now)
    note(one.patrol.group, None, "patrol.take_off", now, patrol=one.patrol_id, why=why)
    tell(one, one.patrol, "off", now)
