"""Who is out, who is overdue, and whom an alarm reaches."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext

from engagement.common.roles import Role, Viewer
from engagement.common.sealed import unseal
from engagement.people.models import User
from watchgroups.choices import (
    LEADING,
    AlarmStep,
    MemberState,
    PatrolState,
    SignUpState,
)
from watchgroups.models import (
    Alarm,
    DutyPhone,
    Group,
    Membership,
    Patrol,
    SafetyPlan,
    SignUp,
    Walk,
    Walker,
)

OPENS_BEFORE: Final = timedelta(minutes=30)
LOGGED_WITHIN: Final = timedelta(hours=24)  # after the end, for a bad connection
ON_PATROL: Final = (SignUpState.SIGNED_UP, SignUpState.CAME)


def called(member: Membership) -> str:
    """Give what other members call somebody; never an address."""
    name = member.public_name or member.person.name
    return name or gettext("Member %(number)d") % {"number": member.pk}


def active_member(user: User | None, group_id: int) -> Membership | None:
    """Give what somebody is in a group, if they may go out with it now."""
    if user is None or not user.is_active:
        return None
    mine = Membership.objects.filter(
        group=group_id, person=user.pk, state=MemberState.ACTIVE
    )
    return mine.select_related("group", "person").first()


def member_of(viewer: Viewer, group: Group) -> Membership | None:
    """Give the active membership of whoever looks."""
    user = viewer.user
    return active_member(user, group.pk) if isinstance(user, User) else None


def patrols_to_sign_on(member: Membership, at: datetime) -> list[Patrol]:
    """List the patrols a member has a place on that run now, or in half an hour."""
    mine = SignUp.objects.filter(
        patrol=OuterRef("pk"), member=member, state__in=ON_PATROL
    )
    running = Patrol.objects.filter(
        Exists(mine),
        state=PatrolState.PLANNED,
        begins_at__lte=at + OPENS_BEFORE,
        ends_at__gt=at,
    )
    return list(running.order_by("begins_at", "pk")[:10])


def partners_on(patrol: Patrol, besides: Membership) -> list[Membership]:
    """List who else has a place on a patrol and is not out already, by number."""
    placed = SignUp.objects.filter(
        patrol=patrol, member=OuterRef("pk"), state__in=ON_PATROL
    )
    out = Walker.objects.filter(member=OuterRef("pk"), is_out=True)
    here = Membership.objects.filter(
        Exists(placed), ~Exists(out), group=patrol.group_id, state=MemberState.ACTIVE
    ).exclude(pk=besides.pk)
    return list(here.select_related("person").order_by("pk"))


def walk_of(member: Membership) -> Walk | None:
    """Give the walk a member is on."""
    mine = Walk.objects.filter(
        walkers__member=member, walkers__is_out=True, ended_at=None
    )
    walkers = Walker.objects.select_related("member__person").order_by("pk")
    mine = mine.select_related("patrol__group")
    return mine.prefetch_related(Prefetch("walkers", walkers)).first()


def last_walk_of(member: Membership, at: datetime) -> Walk | None:
    """Give the walk a member may still write the log of: open, or over for a day."""
    mine = Walk.objects.filter(walkers__member=member).exclude(
        ended_at__lt=at - LOGGED_WITHIN
    )
    return mine.select_related("patrol").order_by("-began_at", "-pk").first()


def walks_out(group: Group) -> QuerySet[Walk]:
    """List who is out, the longest unheard first."""
    walkers = Walker.objects.select_related("member__person").order_by("pk")
    out = Walk.objects.filter(patrol__group=group, ended_at=None)
    return (
        out.select_related("patrol")
        .prefetch_related(Prefetch("walkers", walkers), "alarms")
        .order_by("due_at", "pk")
    )


def overdue_walks(at: datetime) -> QuerySet[Walk]:
    """List walks nobody heard of in time, with somebody on them."""
    somebody = Walker.objects.filter(walk=OuterRef("pk"), is_out=True)
    late = Walk.objects.filter(Exists(somebody), ended_at=None, due_at__lte=at)
    return late.select_related("patrol__group")


def walks_for_the_desk(viewer: Viewer, at: datetime) -> QuerySet[Walk]:
    """List walks the officers’ desk was told of and nobody has heard of since."""
    told = Alarm.objects.filter(
        walk=OuterRef("pk"), due_at=OuterRef("due_at"), step=AlarmStep.DESK
    )
    late = overdue_walks(at).filter(Exists(told))
    places = viewer.place_ids(Role.OFFICER)
    if places is not None:
        late = late.filter(patrol__group__neighborhood__in=places)
    return late.order_by("due_at", "pk")


def second_of(group_id: int) -> Membership | None:
    """Give the named second, while they are a member."""
    plan = SafetyPlan.objects.filter(
        group=group_id, second__state=MemberState.ACTIVE, second__person__is_active=True
    )
    found = plan.select_related("second__person").first()
    return found.second if found else None


def leaders_of(group_id: int) -> list[Membership]:
    """List captain and co-captains."""
    lead = Membership.objects.filter(
        group=group_id,
        part__in=LEADING,
        state=MemberState.ACTIVE,
        person__is_active=True,
    )
    return list(lead.select_related("person").order_by("pk"))


def seconds_to_choose(group: Group) -> list[Membership]:
    """List whom captains may name: members who do not lead the group."""
    others = Membership.objects.filter(group=group, state=MemberState.ACTIVE)
    others = others.exclude(part__in=LEADING).select_related("person")
    return list(others.order_by("person__name", "pk")[:500])


def phone_of(member: Membership) -> str:
    """Give the number somebody gave for alarms; nothing without one."""
    kept = DutyPhone.objects.filter(member=member).first()
    return unseal(kept.sealed) if kept else ""


def captains_phone(group_id: int, out: Collection[int] = ()) -> str:
    """Give the number those out may call: of a captain who is not out with them."""
    numbers = [phone_of(one) for one in leaders_of(group_id) if one.pk not in out]
    return next((number for number in numbers if number), "")


def is_on_duty(viewer: Viewer, group: Group) -> bool:
    """Tell whether somebody is this group’s named second."""
    second = second_of(group.pk)
    return second is not None and second.person == viewer.user


def names_on(walk: Walk) -> list[tuple[str, int]]:
    """Name those on a walk, as members call them, with the numbers of their rows."""
    return [(called(one.member), one.member_id) for one in walk.walkers.all()]


@dataclass(frozen=True)
class Safety:
    """How it stands on the captains’ desk: who is out, who is late, is a second named."""

    out: int
    overdue: int
    second: bool


def safety_of(group: Group, at: datetime) -> Safety:
    """Count who is out for the captains’ desk."""
    counted = Walk.objects.filter(patrol__group=group, ended_at=None).aggregate(
        out=Count("pk"), overdue=Count("pk", filter=Q(due_at__lte=at))
    )
    return Safety(**counted, second=second_of(group.pk) is not None)
