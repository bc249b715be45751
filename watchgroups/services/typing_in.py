"""Entering the paper sheet of a patrol: who came, from when to when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import get_default_timezone, localtime
from django.utils.translation import gettext as _

from engagement.people.models import User
from watchgroups.choices import HERE, SignUpState
from watchgroups.errors import WalkError
from watchgroups.models import Membership, Patrol, SignUp, Walk, Walker
from watchgroups.queries.log import past_patrols
from watchgroups.services.locks import group_of_leader, note

LONGEST: Final = timedelta(hours=12)


@transaction.atomic
def type_in_patrol(
    *,
    patrol_id: int,
    member_ids: Collection[int],
    began: time,
    ended: time,
    actor: User,
    now: datetime,
) -> Walk:
    """Write down who came, as the paper says; entered again it takes the first's place.

    Raises NotAllowedError, WalkError.
    """
    group = group_of_leader(Patrol.objects.get(pk=patrol_id).group_id, actor)
    patrol = past_patrols(group, now).select_for_update().filter(pk=patrol_id).first()
    if patrol is None or not patrol.has_ended(now):
        raise WalkError(_("Choose a patrol that is over, of the last three months."))
    came = Membership.objects.filter(
        pk__in=member_ids, group=group, state__in=HERE
    ).order_by("pk")
    if not member_ids or came.count() != len(set(member_ids)):
        raise WalkError(_("Choose who came, from the list."))
    signed_on = Walker.objects.filter(
        walk__patrol=patrol, walk__is_typed_later=False
    ).values_list("member", flat=True)
    counted = set(signed_on)  # their hours are known already
    if not set(member_ids) - counted:
        raise WalkError(_("They signed on themselves. There is nothing to enter."))
    begins_at, ends_at = _moments(patrol, began, ended, now)
    patrol.walks.filter(is_typed_later=True).delete()
    walk = Walk.objects.create(
        patrol=patrol,
        minutes=30,
        began_at=begins_at,
        heard_at=ends_at,
        due_at=ends_at,
        ended_at=ends_at,
        is_typed_later=True,
    )
    Walker.objects.bulk_create(
        Walker(walk=walk, member=one, is_out=False)
        for one in came
        if one.pk not in counted
    )
    _say_they_came(patrol, came, now)
    note(group, actor, "patrol.type_in", now, patrol=patrol.pk, people=len(came))
    return walk


def _moments(
    patrol: Patrol, began: time, ended: time, now: datetime
) -> tuple[datetime, datetime]:
    """Put the times of the sheet on the patrol's day; past midnight is the next."""
    day, zone = localtime(patrol.begins_at).date(), get_default_timezone()
    begins_at = datetime.combine(day, began, tzinfo=zone)
    ends_at = datetime.combine(day, ended, tzinfo=zone)
    if ends_at <= begins_at:
        ends_at = datetime.combine(day + timedelta(days=1), ended, tzinfo=zone)
    if ends_at - begins_at > LONGEST or ends_at > now:
        raise WalkError(
            _("Look at the times again: at most 12 hours, and over by now.")
        )
    return begins_at, ends_at


def _say_they_came(patrol: Patrol, came: QuerySet[Membership], now: datetime) -> None:
    placed = SignUp.objects.filter(patrol=patrol, member__in=came)
    placed = placed.exclude(state=SignUpState.DROPPED)
    placed.update(state=SignUpState.CAME)
    known = set(placed.values_list("member", flat=True))
    SignUp.objects.bulk_create(
        SignUp(patrol=patrol, member=one, state=SignUpState.CAME, signed_up_at=now)
        for one in came
        if one.pk not in known
    )
