"""A lost second step is taken away by two administrators, a day later (decision 0037).

Its person hears of it at every turn and can stop it until it has happened. With one
administrator it takes whoever runs the program (`remove_second_step`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import name_of, record
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Actor
from engagement.outbox.services import enqueue
from engagement.people.choices import RequestState
from engagement.people.errors import DecidedAlreadyError, NoSecondStepError
from engagement.people.lost_second_steps import (
    has_second_step,
    take_second_steps_away,
)
from engagement.people.models import OPEN_REMOVALS, SecondStepRemoval, User
from engagement.people.permissions import can_decide, can_mind_accounts
from engagement.people.queries import is_administrator, second_people
from engagement.people.services.deciding import WAITS_FOR, decide, must_wait_still
from engagement.people.services.grants import must_have_reason
from engagement.people.services.locks import lock_roles
from engagement.people.services.removal_letters import tell_of_removal

TAKES_EFFECT_AFTER: Final = timedelta(hours=24)


@transaction.atomic
def ask_to_remove_second_step(
    *, user: User, actor: Actor, reason: str, now: datetime
) -> SecondStepRemoval:
    """Ask another administrator to agree that somebody’s second step is lost.

    Raises NotAllowedError, ReasonMissingError, NoSecondStepError.
    """
    lock_roles()
    if not can_mind_accounts(actor, user, now):
        raise NotAllowedError(_("Only an administrator may ask for this."))
    why = must_have_reason(reason)
    if not has_second_step(user):
        raise NoSecondStepError(_("This person has no second step."))
    others = second_people(now, actor.pk, user.pk)
    if not others.exists():
        raise NotAllowedError(_("It takes a second administrator, and there is none. Ask the people who run the program."))  # fmt: skip
    mine = SecondStepRemoval.objects.filter(user=user, state__in=OPEN_REMOVALS)
    late = mine.filter(state=RequestState.WAITING, expires_at__lte=now)
    late.update(state=RequestState.EXPIRED)
    if (open_one := mine.first()) is not None:
        return open_one
    removal = SecondStepRemoval.objects.create(
        user=user,
        reason=why,
        asked_by_id=actor.pk,
        asked_at=now,
        expires_at=now + WAITS_FOR,
    )
    _write_down(removal, "mfa.ask_removal", actor=actor, reason=why, now=now)
    for one in others:
        tell_of_removal(removal, "asked", person=one, now=now)
    tell_of_removal(removal, "warned", person=user, now=now)
    return removal


def _write_down(
    removal: SecondStepRemoval,
    action: str,
    *,
    actor: Actor | None,
    now: datetime,
    reason: str = "",
) -> None:
    record(
        actor=actor,
        action=action,
        subject=removal.user,
        now=now,
        reason=reason,
        removal=removal.pk,
    )


def _taken(removal_id: int) -> SecondStepRemoval:
    rows = SecondStepRemoval.objects.select_for_update(of=("self",))
    return rows.select_related("user", "asked_by", "decided_by").get(pk=removal_id)


def _to_decide(removal_id: int, actor: Actor, now: datetime) -> SecondStepRemoval:
    lock_roles()
    removal = _taken(removal_id)
    if not can_decide(actor, removal, now):
        raise NotAllowedError(_("Another administrator has to decide about this."))
    must_wait_still(removal, now)
    return removal


@transaction.atomic
def agree_to_removal(
    *, removal_id: int, actor: Actor, now: datetime, reason: str = ""
) -> SecondStepRemoval:
    """Agree, as the second person; it happens a day later unless somebody stops it.

    Raises NotAllowedError, DecidedAlreadyError: who asked must still be an administrator.
    """
    removal = _to_decide(removal_id, actor, now)
    if removal.asked_by_id is None or not is_administrator(removal.asked_by_id, now):
        raise NotAllowedError(_("Who asked for this is no administrator any more. Ask for it anew."))  # fmt: skip
    removal.takes_effect_at = now + TAKES_EFFECT_AFTER
    why = reason.strip()[:300]
    decide(removal, RequestState.AGREED, actor=actor, reason=why, now=now)
    _write_down(removal, "mfa.agree_removal", actor=actor, reason=why, now=now)
    enqueue(
        task="people.remove_lost_second_step",
        about=name_of(removal),
        now=now,
        not_before=removal.takes_effect_at,
        removal_id=removal.pk,
    )
    tell_of_removal(removal, "agreed", person=removal.user, now=now)
    return removal


@transaction.atomic
def decline_removal(
    *, removal_id: int, actor: Actor, now: datetime, reason: str
) -> SecondStepRemoval:
    """Say no, as the second person.

    Raises NotAllowedError, DecidedAlreadyError, ReasonMissingError.
    """
    removal = _to_decide(removal_id, actor, now)
    why = must_have_reason(reason)
    decide(removal, RequestState.DECLINED, actor=actor, reason=why, now=now)
    _write_down(removal, "mfa.decline_removal", actor=actor, reason=why, now=now)
    return removal


@transaction.atomic
def withdraw_removal(
    *, removal_id: int, actor: Actor, now: datetime
) -> SecondStepRemoval:
    """Take back what one asked for or agreed to, as long as nothing has happened.

    Raises NotAllowedError, DecidedAlreadyError.
    """
    lock_roles()
    removal = _taken(removal_id)
    if actor.pk not in (removal.asked_by_id, removal.decided_by_id):
        raise NotAllowedError(_("Only who asked for this or agreed can take it back."))
    _end(removal, RequestState.WITHDRAWN, now)
    _write_down(removal, "mfa.withdraw_removal", actor=actor, now=now)
    return removal


@transaction.atomic
def stop_removal(
    *, removal_id: int, actor: Actor | None, now: datetime
) -> SecondStepRemoval:
    """Keep the second step: its person says that it is not lost.

    Without an actor the link in the letter was used. Raises NotAllowedError,
    DecidedAlreadyError.
    """
    removal = _taken(removal_id)
    if actor is not None and actor.pk != removal.user_id:
        raise NotAllowedError(_("Only the person themselves can stop this."))
    _end(removal, RequestState.STOPPED, now)
    _write_down(removal, "mfa.stop_removal", actor=actor, now=now)
    for one in (removal.asked_by, removal.decided_by):
        if one is not None:
            tell_of_removal(removal, "stopped", person=one, now=now)
    return removal


@transaction.atomic
def stop_needless_removal(*, user: User, now: datetime) -> None:
    """Stop what is under way: somebody has just used what is said to be lost."""
    open_ones = SecondStepRemoval.objects.filter(user=user, state__in=OPEN_REMOVALS)
    for removal in open_ones:
        stop_removal(removal_id=removal.pk, actor=user, now=now)


def _end(removal: SecondStepRemoval, state: RequestState, now: datetime) -> None:
    if removal.state not in OPEN_REMOVALS:
        raise DecidedAlreadyError(_("This is over already."))
    removal.state, removal.ended_at = state, now
    removal.save(update_fields=["state", "ended_at"])


@transaction.atomic
def carry_out_removal(*, removal_id: int, now: datetime) -> bool:
    """Take the second step away once the day is over; False while it is not.

    Both who agreed must be administrators still: an accomplice who was found out
    meanwhile takes nothing.
    """
    lock_roles()
    rows = SecondStepRemoval.objects.select_for_update().filter(pk=removal_id)
    removal = rows.filter(state=RequestState.AGREED).first()
    if removal is None or removal.takes_effect_at is None:
        return True
    if removal.takes_effect_at > now:
        return False
    both = (removal.asked_by_id, removal.decided_by_id)
    if all(one is not None and is_administrator(one, now) for one in both):
        _end(removal, RequestState.DONE, now)
        take_second_steps_away(user=removal.user, reason=removal.reason, now=now)
    else:
        _end(removal, RequestState.WITHDRAWN, now)
        _write_down(removal, "mfa.drop_removal", actor=None, now=now)
    return True
