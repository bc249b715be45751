"""What the demo town's watch groups did: walks behind them, gaps ahead, a course to renew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Final

from django.utils.timezone import localdate, make_aware

from engagement.people.choices import CredentialSort
from engagement.people.models import CredentialKind, User
from engagement.people.services import grant_credential
from watchgroups.choices import ActivityKind, MemberState, Part, Seen, WalkPart
from watchgroups.models import Group, Membership, Patrol
from watchgroups.services.observing import Sight, observe
from watchgroups.services.patrol_series import begin_patrols, grow_patrols
from watchgroups.services.planning import PatrolPlan, plan_patrol
from watchgroups.services.requiring import require_of_group
from watchgroups.services.rota_clock import close_patrols
from watchgroups.services.signing_up import sign_up
from watchgroups.services.walking import all_well, end_walk, sign_on
from watchgroups.services.wall import message_members

THRIVES, TOO_FEW = "Mill Road Watch", "Old Town Evening Walkers"
BEGAN_BEFORE: Final = timedelta(days=35)
TRAINED_BEFORE: Final = timedelta(days=345)  # a year long: it ends in three weeks
EVENING: Final = time(18, 30)
HOLDS: Final = timedelta(days=365)


def patrol_groups(groups: Mapping[str, Group], now: datetime) -> None:
    """Let the two groups at work plan, walk, log and write to one another."""
    for name in (THRIVES, TOO_FEW):
        _plan(groups[name], now)
    captain = _captain(groups[THRIVES])
    _train(groups[THRIVES], captain, now)
    grow_patrols(now=now)
    _sign_up(groups[THRIVES], now)
    _walk(groups[THRIVES], now)
    close_patrols(now=now)
    _clean_up(groups[THRIVES], captain, now)
    message_members(
        group_id=groups[THRIVES].pk,
        text="On Thursday we walk by the river. Bring a torch, it is dark early now.",
        actor=captain,
        language="en",
        now=now - timedelta(days=2),
    )


def _clean_up(group: Group, captain: User, now: datetime) -> None:
    """A day for everybody is planned: it stands on the page of the group."""
    day = localdate(now + timedelta(days=10))
    begins = make_aware(datetime.combine(day, time(10)))
    plan_patrol(
        group_id=group.pk,
        plan=PatrolPlan(
            title="Clean-up day at the river path",
            kind=ActivityKind.CLEAN_UP,
            route="We meet at the bridge. Gloves and bags are there.",
            members_wanted=6,
        ),
        begins_at=begins,
        ends_at=begins + timedelta(hours=3),
        actor=captain,
        now=now - timedelta(days=4),
    )


def _captain(group: Group) -> User:
    return group.memberships.get(part=Part.CAPTAIN).person


def _members(group: Group) -> list[Membership]:
    here = group.memberships.filter(state=MemberState.ACTIVE)
    return list(here.exclude(part=Part.CAPTAIN).select_related("person").order_by("pk"))


def _plan(group: Group, now: datetime) -> None:
    """A walk every week, begun five weeks ago."""
    began = now - BEGAN_BEFORE
    first = datetime.combine(localdate(began) + timedelta(days=1), EVENING)
    begin_patrols(
        group_id=group.pk,
        plan=PatrolPlan(
            title="Evening walk",
            route="From the market to the river path and back",
            weather_note="In heavy rain we meet at the library instead.",
        ),
        rule="FREQ=WEEKLY",
        first=first,
        minutes=60,
        actor=_captain(group),
        now=began,
    )


def _train(group: Group, captain: User, now: datetime) -> None:
    """First aid is asked of leads: the captain’s ends soon, the others have none."""
    kind = CredentialKind.objects.filter(sort=CredentialSort.TRAINING).order_by("pk")[0]
    trained_on = localdate(now - TRAINED_BEFORE)
    grant_credential(
        person_id=captain.pk,
        kind_id=kind.pk,
        issued_on=trained_on,
        expires_on=trained_on + HOLDS,
        actor=None,
        now=now - TRAINED_BEFORE,
    )
    require_of_group(
        group_id=group.pk,
        kind_id=kind.pk,
        part=WalkPart.LEAD,
        actor=captain,
        now=now - BEGAN_BEFORE,
    )


def _sign_up(group: Group, now: datetime) -> None:
    """All places of the walks behind are taken, and those of the next one."""
    captain, members = _captain(group), _members(group)[:2]
    patrols = Patrol.objects.filter(group=group).order_by("begins_at")
    last = now + timedelta(days=8)
    for patrol in patrols.filter(begins_at__lt=last):
        before = min(now, patrol.begins_at) - timedelta(days=3)
        sign_up(patrol_id=patrol.pk, part=WalkPart.LEAD, actor=captain, now=before)
        for member in members:
            sign_up(
                patrol_id=patrol.pk,
                part=WalkPart.MEMBER,
                actor=member.person,
                now=before,
            )


def _walk(group: Group, now: datetime) -> None:
    """They went out each time, and found a dark lamp the last time."""
    captain, members = _captain(group), _members(group)[:2]
    behind = Patrol.objects.filter(group=group, ends_at__lt=now).order_by("begins_at")
    for number, patrol in enumerate(behind):
        walk = sign_on(
            patrol_id=patrol.pk,
            partner_ids=[member.pk for member in members],
            area="The market and the river path",
            minutes=30,
            actor=captain,
            now=patrol.begins_at,
        )
        half = patrol.begins_at + timedelta(minutes=30)
        all_well(walk_id=walk.pk, actor=captain, now=half)
        is_last = number == len(behind) - 1
        observe(
            group_id=group.pk,
            sight=Sight(
                kind=Seen.LIGHT if is_last else Seen.GOOD,
                key=f"demo-observation-{patrol.pk:04}",
                words="The lamp by the bridge is dark" if is_last else "All was quiet",
            ),
            actor=captain,
            now=half,
        )
        end_walk(walk_id=walk.pk, actor=captain, now=patrol.ends_at)
