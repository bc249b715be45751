"""Going out and being heard of: signing on, “All well”, done, reached by a captain."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.people.models import User
from watchgroups.choices import INTERVALS, ON_IT, SignUpState, WalkPart
from watchgroups.errors import NotReadyError, WalkError
from watchgroups.models import Membership, Patrol, SignUp, Walk, Walker
from watchgroups.permissions import can_answer_alarms
from watchgroups.queries.ready import readiness_of
from watchgroups.queries.walks import (
    ON_PATROL,
    OPENS_BEFORE,
    active_member,
    called,
    partners_on,
    patrols_to_sign_on,
    walk_of,
)
from watchgroups.services.fitness import require_fit
from watchgroups.services.locks import locked_group, note, require_active
from watchgroups.services.membership import heard_of
from watchgroups.services.wording import about_nobody

LONGEST_AREA = 200


@transaction.atomic
def sign_on(
    *,
    patrol_id: int,
    partner_ids: Collection[int],
    area: str,
    minutes: int,
    actor: User,
    now: datetime,
) -> Walk:
    """Go out with partners; from now on somebody waits to hear of them.

    Pressing twice is once. Raises NotAllowedError, GroupRestsError, WalkError.
    """
    patrol = Patrol.objects.get(pk=patrol_id)
    group = locked_group(patrol.group_id)
    me = active_member(actor, group.pk)
    if me is None:
        raise NotAllowedError(_("Only active members of this group may do that."))
    if (mine := walk_of(me)) is not None:
        return mine
    require_active(group)
    if patrol not in patrols_to_sign_on(me, now):
        raise WalkError(_why_not_now(patrol, now))
    if minutes not in INTERVALS:
        raise WalkError(_("Choose one from the list."))
    others = {one.pk: one for one in partners_on(patrol, me)}
    if not partner_ids or not set(partner_ids) <= others.keys():
        raise WalkError(
            _("Nobody goes out alone. Choose who is with you and not out already.")
        )
    out = [me, *(others[pk] for pk in sorted(set(partner_ids)))]
    _require_fit(patrol, out)
    _require_a_lead(patrol, out)
    walk = Walk.objects.create(
        patrol=patrol,
        area=about_nobody(area, LONGEST_AREA, group.streets, error=WalkError),
        minutes=minutes,
        began_at=now,
        heard_at=now,
        due_at=now + timedelta(minutes=minutes),
    )
    Walker.objects.bulk_create(Walker(walk=walk, member=one) for one in out)
    heard_of(me, now)
    note(group, actor, "patrol.sign_on", now, patrol=patrol.pk, people=len(out))
    return walk


@transaction.atomic
def all_well(*, walk_id: int, actor: User, now: datetime) -> Walk:
    """Say all is well: the next moment is one interval away. Raises NotAllowedError.

    Nothing else is written down: moments in a row would be a track.
    """
    walk = _locked_walk(walk_id)
    _require_walker(walk, actor)
    if walk.ended_at is None:
        hear(walk, now)
    return walk


@transaction.atomic
def end_walk(*, walk_id: int, actor: User, now: datetime) -> Walk:
    """Say they are done and home. Raises NotAllowedError."""
    walk = _locked_walk(walk_id)
    _require_walker(walk, actor)
    _end(walk, actor, now)
    return walk


@transaction.atomic
def reached(*, walk_id: int, are_done: bool, actor: User, now: datetime) -> Walk:
    """Say those out were reached; no further alarm leaves for this moment.

    Raises NotAllowedError.
    """
    walk = _locked_walk(walk_id)
    if not can_answer_alarms(Viewer(user=actor), walk.patrol.group):
        raise NotAllowedError(
            _("Only captains, their second and officers may do that.")
        )
    if walk.ended_at is not None:
        return walk
    note(walk.patrol.group, actor, "patrol.reached", now, patrol=walk.patrol_id)
    if are_done:
        _end(walk, actor, now)
    else:
        hear(walk, now)
    return walk


def hear(walk: Walk, now: datetime) -> None:
    """Start the timer anew; the walk's row is locked."""
    walk.heard_at, walk.due_at = now, now + timedelta(minutes=walk.minutes)
    walk.save(update_fields=["heard_at", "due_at"])


def _end(walk: Walk, actor: User, now: datetime) -> None:
    if walk.ended_at is not None:
        return
    walk.ended_at = max(now, walk.began_at)
    walk.save(update_fields=["ended_at"])
    walk.walkers.update(is_out=False)
    members = walk.walkers.values("member")
    placed = SignUp.objects.filter(patrol=walk.patrol, member__in=members)
    placed.filter(state=SignUpState.SIGNED_UP).update(state=SignUpState.CAME)
    note(walk.patrol.group, actor, "patrol.end_walk", now, patrol=walk.patrol_id)


def _require_a_lead(patrol: Patrol, members: list[Membership]) -> None:
    """Raise WalkError where a new member would go out without a lead."""
    placed = SignUp.objects.filter(
        patrol=patrol, member__in=members, state__in=ON_PATROL
    )
    parts = set(placed.values_list("part", flat=True))
    if WalkPart.NEWCOMER in parts and WalkPart.LEAD not in parts:
        raise WalkError(
            _("A new member goes out with the lead only. Choose the lead as well.")
        )


def _require_fit(patrol: Patrol, members: list[Membership]) -> None:
    """Raise NotReadyError for whoever lacks what their place asks for, today too."""
    others = members[1:]
    ready = readiness_of(patrol.group, [one.person_id for one in others])
    for one in others:
        if not ready.has_agreed(one):
            raise NotReadyError(
                _(
                    "%(name)s has not agreed to the new rules yet. They can do so now, "
                    "on their page in the group."
                )
                % {"name": called(one)}
            )
    places = SignUp.objects.filter(patrol=patrol, member__in=members, state__in=ON_IT)
    for place in places.select_related("member__person"):
        require_fit(place.member, patrol, place.part)


def _locked_walk(walk_id: int) -> Walk:
    walks = Walk.objects.select_related("patrol__group")
    return walks.select_for_update(of=("self",)).get(pk=walk_id)


def _require_walker(walk: Walk, actor: User) -> Membership:
    found = Membership.objects.filter(walkers__walk=walk, person=actor).first()
    if found is None:
        raise NotAllowedError(_("Only those who are out may say that."))
    return found


def _why_not_now(patrol: Patrol, now: datetime) -> str:
    if patrol.is_cancelled:
        return _("This patrol is cancelled.")
    if patrol.has_ended(now):
        return _("This patrol is over.")
    if patrol.begins_at - OPENS_BEFORE > now:
        return _("You can sign on from half an hour before it begins.")
    return _("You have no place on this patrol.")
