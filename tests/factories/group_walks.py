"""Plain typed makers of patrols, walks and what was seen."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.utils.timezone import now

from engagement.common.sealed import seal
from engagement.people.models import User
from tests.factories.groups import make_group, make_member
from tests.factories.people import make_user
from watchgroups.choices import Part, SignUpState, WalkPart
from watchgroups.models import (
    ActivityMonth,
    Alarm,
    DutyPhone,
    Group,
    Membership,
    Observation,
    Patrol,
    SafetyPlan,
    SignUp,
    Walk,
    Walker,
)

_number = count(1)


def make_running_patrol(
    group: Group | None = None, *, at: datetime | None = None, **fields: Any
) -> Patrol:
    """A patrol that began ten minutes ago and runs for two hours."""
    at = at or now()
    plain = {
        "title": f"Evening walk {next(_number)}",
        "begins_at": at - timedelta(minutes=10),
        "ends_at": at + timedelta(minutes=110),
        "made_at": at,
    }
    return Patrol.objects.create(group=group or make_group(), **(plain | fields))


def make_place(
    patrol: Patrol,
    member: Membership,
    state: str = SignUpState.SIGNED_UP,
    part: str = WalkPart.MEMBER,
) -> SignUp:
    """A member’s place on a patrol."""
    return SignUp.objects.create(
        patrol=patrol,
        member=member,
        part=part,
        state=state,
        signed_up_at=patrol.made_at,
        dropped_at=patrol.made_at if state == SignUpState.DROPPED else None,
    )


def make_pair(patrol: Patrol) -> tuple[Membership, Membership]:
    """Two members with places on a patrol."""
    pair = make_member(patrol.group), make_member(patrol.group)
    for member in pair:
        make_place(patrol, member)
    return pair


def make_walk(
    patrol: Patrol | None = None,
    *members: Membership,
    at: datetime | None = None,
    ended_at: datetime | None = None,
    **fields: Any,
) -> Walk:
    """Members out on a patrol, heard of now and due in half an hour."""
    at = at or now()
    patrol = patrol or make_running_patrol(at=at)
    plain = {
        "minutes": 30,
        "began_at": at,
        "heard_at": at,
        "due_at": at + timedelta(minutes=30),
        "ended_at": ended_at,
    }
    walk = Walk.objects.create(patrol=patrol, **(plain | fields))
    for member in members or make_pair(patrol):
        Walker.objects.create(walk=walk, member=member, is_out=ended_at is None)
    return walk


def make_second(group: Group, person: User | None = None) -> Membership:
    """The named second of a group."""
    second = make_member(group, person or make_user())
    SafetyPlan.objects.create(group=group, second=second)
    return second


def make_duty_phone(member: Membership, number: str = "+16175550123") -> DutyPhone:
    return DutyPhone.objects.create(member=member, sealed=seal(number), kept_at=now())


def make_alarm(walk: Walk, step: str = "captain") -> Alarm:
    return Alarm.objects.create(
        walk=walk, due_at=walk.due_at, step=step, raised_at=now()
    )


def make_observation(
    group: Group | None = None, *, patrol: Patrol | None = None, **fields: Any
) -> Observation:
    """A lamp that is out, seen on a patrol."""
    patrol = patrol or make_running_patrol(group)
    plain = {
        "key": f"made-by-a-test-{next(_number)}",
        "kind": "light",
        "words": "The lamp at the corner is dark",
        "seen_when": "now",
        "written_at": now(),
    }
    return Observation.objects.create(
        group=patrol.group, patrol=patrol, **(plain | fields)
    )


def make_month(group: Group, **fields: Any) -> ActivityMonth:
    plain = {
        "month": now().date().replace(day=1),
        "people": 12,
        "minutes": 1_380,
        "held": 8,
        "missed": 1,
        "seen": 14,
        "counted_at": now(),
    }
    return ActivityMonth.objects.create(group=group, **(plain | fields))


def leader_of(group: Group) -> User:
    """The captain of a group, made if there is none."""
    found = group.memberships.filter(part=Part.CAPTAIN).first()
    return found.person if found else make_member(group, part=Part.CAPTAIN).person
