"""A patrol as a line of a rota: who is wanted still, and what the reader can do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from watchgroups.choices import ON_IT, SignUpState, WalkPart
from watchgroups.models import Membership, Patrol, SignUp
from watchgroups.queries.ready import Readiness
from watchgroups.services.fitness import why_not
from watchgroups.services.places import FEWEST, places_left


@dataclass(frozen=True)
class PatrolRow:
    """One patrol, as far as this reader needs it."""

    patrol: Patrol
    here: tuple[SignUp, ...]
    missed: tuple[SignUp, ...]
    left: tuple[tuple[str, str, int], ...]
    mine: SignUp | None
    takes: tuple[tuple[str, str], ...]
    refused: tuple[tuple[str, str], ...]
    why: str
    is_ahead: bool
    must_agree: bool

    @property
    def people(self) -> int:
        return len(self.here)

    @property
    def is_short(self) -> bool:
        return self.people < FEWEST

    @property
    def needs_lead(self) -> bool:
        has = any(one.part == WalkPart.LEAD for one in self.here)
        return bool(self.patrol.leads_wanted) and not has

    @property
    def partners(self) -> list[SignUp]:
        return [one for one in self.here if one is not self.mine]

    @property
    def gaps(self) -> str:
        """Say in words which places are free."""
        return ", ".join(f"{label}: {number}" for _part, label, number in self.left)

    @property
    def count(self) -> str:
        """Say how many are on it, or were."""
        people = {"people": self.people}
        if self.patrol.outcome:
            return (
                ngettext(
                    "%(people)d person was on it",
                    "%(people)d people were on it",
                    self.people,
                )
                % people
            )
        return (
            ngettext(
                "%(people)d person is on it", "%(people)d people are on it", self.people
            )
            % people
        )


def rows_of(
    patrols: Iterable[Patrol],
    member: Membership | None,
    ready: Readiness,
    now: datetime,
) -> list[PatrolRow]:
    """Make lines of patrols that were read with `on_it`."""
    return [_row(patrol, member, ready, now) for patrol in patrols]


def _row(
    patrol: Patrol, member: Membership | None, ready: Readiness, now: datetime
) -> PatrolRow:
    every: list[SignUp] = patrol.on_it  # type: ignore[attr-defined]  # prefetched
    here = tuple(one for one in every if one.state in ON_IT)
    mine = next((o for o in here if member and o.member_id == member.pk), None)
    free = places_left(patrol, here)
    labels = {part.value: str(part.label) for part in WalkPart}
    left = tuple((part, labels[part], free[part]) for part in labels if free[part])
    is_ahead = not patrol.is_cancelled and patrol.begins_at > now
    takes: list[tuple[str, str]] = []
    refused: list[tuple[str, str]] = []
    if member is not None and mine is None and is_ahead:
        takes, refused = _what_one_can_take(patrol, here, left, member, ready)
    why = refused[0][1] if refused and not takes else ""
    return PatrolRow(
        patrol=patrol,
        here=here,
        missed=tuple(one for one in every if one.state == SignUpState.NO_SHOW),
        left=left,
        mine=mine,
        takes=tuple(takes),
        refused=tuple(refused),
        why=why,
        is_ahead=is_ahead,
        must_agree=bool(why) and member is not None and not ready.has_agreed(member),
    )


def _what_one_can_take(
    patrol: Patrol,
    here: tuple[SignUp, ...],
    left: tuple[tuple[str, str, int], ...],
    member: Membership,
    ready: Readiness,
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """List the places somebody can take, and those they cannot with the reason."""
    has_lead = any(one.part == WalkPart.LEAD for one in here)
    takes: list[tuple[str, str]] = []
    refused: list[tuple[str, str]] = []
    for part, label, _number in left:
        if part == WalkPart.NEWCOMER and not has_lead:
            reason = _("New members go with a lead, and nobody leads this one yet.")
        else:
            reason = why_not(member, patrol, part, ready)
        if reason:
            refused.append((label, reason))
        else:
            takes.append((part, label))
    return takes, refused


def by_week(rows: Iterable[PatrolRow]) -> list[tuple[date, list[PatrolRow]]]:
    """Put lines under the Monday of their week."""

    def monday(row: PatrolRow) -> date:
        day = localdate(row.patrol.begins_at)
        return day - timedelta(days=day.weekday())

    return [(week, list(group)) for week, group in groupby(rows, monday)]
