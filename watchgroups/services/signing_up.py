"""Taking a place on a patrol, and giving it back: one press each."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.common.errors import NotAllowedError
from engagement.people.models import User
from watchgroups.choices import ON_IT, SignUpState, WalkPart
from watchgroups.errors import PatrolFullError
from watchgroups.models import SignUp
from watchgroups.services.fitness import require_fit
from watchgroups.services.locks import note, require_active
from watchgroups.services.locks_rota import locked_patrol, taken_member
from watchgroups.services.membership import heard_of
from watchgroups.services.places import (
    give_back,
    require_open,
    require_place,
    require_time,
)


@transaction.atomic
def sign_up(
    *,
    patrol_id: int,
    part: str,
    actor: User,
    now: datetime,
    knows_it_is_close: bool = False,
) -> SignUp:
    """Take a place on a patrol; who is on it already stays as they are.

    Raises NotAllowedError, GroupRestsError, PatrolOverError, NotReadyError,
    PatrolFullError, TimesOverlapError, TimesCloseError.
    """
    patrol = locked_patrol(patrol_id)
    member = taken_member(patrol, actor)
    has = SignUp.objects.filter(patrol=patrol, member=member, state__in=ON_IT).first()
    if has is not None:
        return has
    require_active(patrol.group)
    require_open(patrol, now)
    if part not in WalkPart.values:
        raise PatrolFullError(_("Choose one from the list."))
    require_fit(member, patrol, part)
    require_place(patrol, part)
    require_time(member.person_id, patrol, knows_it_is_close=knows_it_is_close)
    made = SignUp.objects.create(
        patrol=patrol, member=member, part=part, signed_up_at=now
    )
    heard_of(member, now)
    note(patrol.group, actor, "patrol.sign_up", now, patrol=patrol.pk)
    return made


@transaction.atomic
def drop_out(*, sign_up_id: int, actor: User, now: datetime) -> SignUp:
    """Give one's place back; within two days of it others are called.

    Raises NotAllowedError, PatrolOverError.
    """
    found = SignUp.objects.select_related("member").get(pk=sign_up_id)
    patrol = locked_patrol(found.patrol_id)
    one = SignUp.objects.select_for_update(of=("self",)).get(pk=sign_up_id)
    if found.member.person_id != actor.pk:
        raise NotAllowedError(_("Everybody gives back their own place alone."))
    if one.state != SignUpState.SIGNED_UP:
        return one
    require_open(patrol, now)
    give_back(one, patrol, now)
    note(patrol.group, actor, "patrol.drop_out", now, patrol=patrol.pk)
    return one
