"""Places on a patrol: how many, who has them, and what happens when one comes free."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from engagement.audit.services import name_of
from engagement.outbox.services import enqueue
from watchgroups.choices import (
    ON_IT,
    OfferState,
    SignUpState,
    WalkPart,
)
from watchgroups.errors import (
    PatrolFullError,
    PatrolOverError,
    TimesCloseError,
    TimesOverlapError,
)
from watchgroups.models import Call, Offer, Patrol, SignUp
from watchgroups.queries.rota import others_at

FEWEST: Final = 2  # nobody goes alone
SHORTLY: Final = timedelta(hours=48)
CLOSE: Final = timedelta(hours=2)


def wanted(patrol: Patrol) -> dict[str, int]:
    """Give how many places each part has."""
    return {
        WalkPart.LEAD: patrol.leads_wanted,
        WalkPart.DRIVER: patrol.drivers_wanted,
        WalkPart.MEMBER: patrol.members_wanted,
        WalkPart.NEWCOMER: patrol.newcomers_wanted,
    }


def on_it(patrol: Patrol) -> list[SignUp]:
    """Give who is on a patrol now."""
    rows = patrol.sign_ups.filter(state__in=ON_IT).order_by("signed_up_at", "pk")
    return list(rows.select_related("member__person"))


def places_left(patrol: Patrol, here: Iterable[SignUp]) -> dict[str, int]:
    """Give how many places of each part are free."""
    taken = Counter(one.part for one in here if one.state in ON_IT)
    return {part: max(most - taken[part], 0) for part, most in wanted(patrol).items()}


def require_open(patrol: Patrol, now: datetime) -> None:
    """Raise PatrolOverError unless the patrol is still to come."""
    if patrol.is_cancelled:
        raise PatrolOverError(_("This patrol was called off."))
    if patrol.begins_at <= now:
        raise PatrolOverError(_("This patrol has begun."))


def require_place(patrol: Patrol, part: str) -> None:
    """Raise PatrolFullError without a free place, or for a newcomer without a lead."""
    here = on_it(patrol)
    if places_left(patrol, here).get(part, 0) < 1:
        raise PatrolFullError(_("Somebody was quicker: no place like that is left."))
    has_lead = any(one.part == WalkPart.LEAD for one in here)
    if part == WalkPart.NEWCOMER and not has_lead:
        raise PatrolFullError(
            _("New members go with a lead, and nobody leads this one yet.")
        )


def require_time(
    person_id: int, patrol: Patrol, *, knows_it_is_close: bool = True
) -> None:
    """Raise TimesOverlapError for two at one hour, TimesCloseError for two close ones."""
    if others_at({person_id}, patrol).exists():
        raise TimesOverlapError(_("You are on another patrol at that hour."))
    wide = Patrol(
        pk=patrol.pk, begins_at=patrol.begins_at - CLOSE, ends_at=patrol.ends_at + CLOSE
    )
    if not knows_it_is_close and others_at({person_id}, wide).exists():
        raise TimesCloseError(
            _("You have another patrol within two hours of this one. Do you want both?")
        )


def give_back(one: SignUp, patrol: Patrol, now: datetime) -> None:
    """Free a place; shortly before, those who can take it are called."""
    one.state, one.dropped_at = SignUpState.DROPPED, now
    one.save(update_fields=["state", "dropped_at"])
    Offer.objects.filter(sign_up=one, state=OfferState.OPEN).update(
        state=OfferState.WITHDRAWN, answered_at=now
    )
    if now < patrol.begins_at <= now + SHORTLY and not patrol.is_cancelled:
        call = Call.objects.create(patrol=patrol, part=one.part, made_at=now)
        enqueue(
            task="watchgroups.spread_call",
            about=name_of(call),
            now=now,
            call_id=call.pk,
        )
