"""Patrols by themselves: planning, changing, calling off."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.common.richtext import plain
from engagement.people.models import User
from watchgroups.choices import ActivityKind, PatrolState
from watchgroups.errors import PatrolIncompleteError
from watchgroups.models import Patrol, PatrolSeries
from watchgroups.models.patrols import MOST_PLACES
from watchgroups.services.checking import LONGEST_REASON, words_of
from watchgroups.services.locks import group_of_leader, note, require_active
from watchgroups.services.locks_rota import patrol_of_leader
from watchgroups.services.places import on_it, require_open, wanted
from watchgroups.services.rota_letters import tell_those_on_it
from watchgroups.services.settling import settle_patrol

LONGEST: Final = timedelta(hours=24)
SHORTEST: Final = timedelta(minutes=15)
FURTHEST: Final = timedelta(days=2 * 365)
WORDS: Final = ("kind", "title", "route", "weather_note")
PLACES: Final = (
    "leads_wanted",
    "drivers_wanted",
    "members_wanted",
    "newcomers_wanted",
)


@dataclass(frozen=True, kw_only=True)
class PatrolPlan:
    """What captains say of a patrol, or of each one of a series."""

    title: str
    kind: str = ActivityKind.PATROL
    route: str = ""
    weather_note: str = ""
    leads_wanted: int = 1
    drivers_wanted: int = 0
    members_wanted: int = 2
    newcomers_wanted: int = 0


@transaction.atomic
def plan_patrol(
    *,
    group_id: int,
    plan: PatrolPlan,
    begins_at: datetime,
    ends_at: datetime,
    actor: User,
    now: datetime,
) -> Patrol:
    """Put one patrol on the rota.

    Raises NotAllowedError, GroupRestsError, PatrolIncompleteError, GroupIncompleteError.
    """
    group = group_of_leader(group_id, actor)
    require_active(group)
    patrol = Patrol(group=group, made_by=actor, made_at=now)
    fill(patrol, plan)
    _set_hours(patrol, begins_at, ends_at, now)
    patrol.save()
    note(group, actor, "patrol.plan", now, patrol=patrol.pk)
    return patrol


@transaction.atomic
def change_patrol(
    *,
    patrol_id: int,
    plan: PatrolPlan,
    begins_at: datetime,
    ends_at: datetime,
    reason: str,
    actor: User,
    now: datetime,
) -> Patrol:
    """Change one patrol; other hours are told to whoever is on it, with the reason.

    Whoever cannot come then any more, or lacks something on that day, is taken off and
    told. Raises NotAllowedError, PatrolOverError, PatrolIncompleteError, GroupIncompleteError.
    """
    patrol = patrol_of_leader(patrol_id, actor)
    require_open(patrol, now)
    hours = (patrol.begins_at, patrol.ends_at)
    fill(patrol, plan)
    _set_hours(patrol, begins_at, ends_at, now)
    here = on_it(patrol)
    taken = Counter(one.part for one in here)
    for part, most in wanted(patrol).items():
        if taken[part] > most:
            raise PatrolIncompleteError(
                _(
                    "More people have signed up than these places. Leave as many as that."
                )
            )
    is_moved = hours != (begins_at, ends_at)
    if is_moved:
        patrol.version += 1
        patrol.move_reason = _reason(reason) if here else ""
    patrol.is_apart = patrol.is_apart or patrol.series_id is not None
    patrol.save()
    if is_moved:
        tell_those_on_it(patrol, "moved", now)
        settle_patrol(patrol, now)
    note(
        patrol.group, actor, "patrol.change", now, patrol.move_reason, patrol=patrol.pk
    )
    return patrol


@transaction.atomic
def cancel_patrol(*, patrol_id: int, reason: str, actor: User, now: datetime) -> Patrol:
    """Call a patrol off; whoever is on it is told why.

    Raises NotAllowedError, PatrolOverError, GroupIncompleteError.
    """
    patrol = patrol_of_leader(patrol_id, actor)
    require_open(patrol, now)
    patrol.cancel_reason = _reason(reason)
    patrol.state = PatrolState.CANCELLED
    patrol.version += 1
    patrol.save(update_fields=["state", "cancel_reason", "version"])
    tell_those_on_it(patrol, "cancelled", now)
    note(
        patrol.group,
        actor,
        "patrol.cancel",
        now,
        patrol.cancel_reason,
        patrol=patrol.pk,
    )
    return patrol


def fill(row: Patrol | PatrolSeries, plan: PatrolPlan) -> None:
    """Put what was said into a row. Raises PatrolIncompleteError, GroupIncompleteError."""
    row.title = words_of(plan.title, 120, _("Give it a name, like “Evening walk”."))
    if plan.kind not in ActivityKind.values:
        raise PatrolIncompleteError(_("Choose one from the list."))
    row.kind = plan.kind
    row.route = plain(plan.route).strip()[:400]
    row.weather_note = plain(plan.weather_note).strip()[:300]
    for name in PLACES:
        number = getattr(plan, name)
        if not 0 <= number <= MOST_PLACES:
            raise PatrolIncompleteError(
                _("Offer between 0 and %(most)d places of each sort.")
                % {"most": MOST_PLACES}
            )
        setattr(row, name, number)
    if sum(getattr(row, name) for name in PLACES) < 2:  # noqa: PLR2004 - a pair
        raise PatrolIncompleteError(_("Nobody goes alone: offer two places at least."))
    if row.newcomers_wanted and not row.leads_wanted:
        raise PatrolIncompleteError(
            _("New members go with a lead: offer a place for a lead too.")
        )


def require_lasting(lasts: timedelta) -> None:
    """Raise PatrolIncompleteError for hours nobody can keep."""
    if not SHORTEST <= lasts <= LONGEST:
        raise PatrolIncompleteError(_("It lasts between 15 minutes and 24 hours."))


def _set_hours(
    patrol: Patrol, begins_at: datetime, ends_at: datetime, now: datetime
) -> None:
    if not now < begins_at <= now + FURTHEST:
        raise PatrolIncompleteError(_("Choose a beginning within the next two years."))
    require_lasting(ends_at - begins_at)
    patrol.begins_at, patrol.ends_at = begins_at, ends_at


def _reason(text: str) -> str:
    return words_of(
        text[:LONGEST_REASON], LONGEST_REASON, _("Say why. Everybody on it reads it.")
    )
