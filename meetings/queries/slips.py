"""What those who came said of themselves, as it may be printed, and who lives there.

A meeting's counts are read once no slip can come any more, so that nobody sees a number
move. Several meetings are added up in whole quarters that never overlap, each sum held
against the tables printed before (`protect_sums`): no small number can be worked out
from one page, nor from all of them together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from django.db.models import Sum
from django.utils.timezone import localdate, make_aware

from engagement.common.roles import Role, Viewer
from engagement.common.shares import wilson
from engagement.common.spoken import SPOKEN
from engagement.common.suppression import protect_parts, protect_sums
from engagement.places.choices import OTHER, Trait
from engagement.places.models import Neighborhood
from engagement.places.queries import (
    PopulationShares,
    all_groups,
    neighborhoods_on_the_map,
    population_shares,
)
from meetings.choices import SLIP_TRAITS, MeetingState
from meetings.models import Meeting, SlipCount
from meetings.models.slips import SLIPS_STAY, slips_are_counted
from meetings.queries.visible import LOOK_AFTER_A_PLACE

QUARTERS: Final = 4
Known = Mapping[str, Mapping[str, object]]  # the groups of each trait
Tables = dict[str, dict[str, int]]  # people by trait and group


@dataclass(frozen=True)
class ComparedGroup:
    """One group: what part of those who told, and of those who live there, it is."""

    code: str
    name: str
    came: int | None
    came_share: float | None
    low: float
    high: float
    lives_share: float | None

    @property
    def gap(self) -> float | None:
        """How much smaller its part is among those who came; less than 0: larger."""
        if self.came_share is None or self.lives_share is None:
            return None
        return self.lives_share - self.came_share

    @property
    def is_sure(self) -> bool:
        """Tell whether the part that lives there lies outside what chance explains."""
        lives = self.lives_share
        return lives is not None and not self.low <= lives <= self.high


@dataclass(frozen=True)
class Compared:
    """One trait of those who came, beside those who live there."""

    trait: str
    told: int | None
    groups: tuple[ComparedGroup, ...]
    figures: PopulationShares | None

    @property
    def name(self) -> str:
        return str(Trait(self.trait).label)

    @property
    def is_shown(self) -> bool:
        return any(group.came is not None for group in self.groups)

    @property
    def widest(self) -> ComparedGroup | None:
        """Give the group whose two parts lie farthest apart."""
        known = [group for group in self.groups if group.gap is not None]
        return max(known, key=lambda group: abs(group.gap or 0), default=None)

    @property
    def missing(self) -> ComparedGroup | None:
        """Give the group that is missed most, if it is not by chance."""
        known = [g for g in self.groups if g.is_sure and (g.gap or 0) > 0]
        return max(known, key=lambda group: group.gap or 0, default=None)


def who_came(meeting: Meeting, at: datetime) -> list[Compared] | None:
    """Compare those who came with those who live there; None while slips are taken.

    Nobody and a few who told look the same.
    """
    if not slips_are_counted(meeting, at):
        return None
    groups = all_groups()
    tables = _tables_of([meeting.pk], groups).get(meeting.pk, {})
    places = _places_of(meeting.neighborhood)
    found = []
    for trait in SLIP_TRAITS:
        table = tables.get(trait, {})
        parts, told = protect_parts(list(table.values()))
        shown = dict(zip(table, parts, strict=True))
        found.append(_compared(trait, groups[trait], shown, told, places))
    return found


def quarters_before(at: datetime) -> list[tuple[date, date]]:
    """Give the last whole quarters: first day, and day after the last; oldest first."""
    today = localdate(at - SLIPS_STAY)  # the last meeting of a quarter is counted too
    end = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    found = []
    for _quarter in range(QUARTERS):
        year, month = (end.year, end.month - 3) if end.month > 1 else (end.year - 1, 10)
        found.append((date(year, month, 1), end))
        end = found[-1][0]
    return found[::-1]


def who_comes(place: Neighborhood | None, at: datetime) -> list[Compared]:
    """Compare over all meetings of a place in the last whole quarters."""
    groups = all_groups()
    quarters = [_sums_of(place, *quarter, groups) for quarter in quarters_before(at)]
    places = _places_of(place)
    found = []
    for trait in SLIP_TRAITS:
        told = [quarter[trait] for quarter in quarters if trait in quarter]
        found.append(_compared(trait, groups[trait], *_added_up(told), places))
    return found


def places_to_compare(viewer: Viewer) -> list[Neighborhood | None]:
    """List where somebody looks after meetings; None is the whole town."""
    here: list[Neighborhood | None] = [
        place
        for place in neighborhoods_on_the_map()
        if any(viewer.holds(role, place.pk) for role in LOOK_AFTER_A_PLACE)
    ]
    if any(_holds_town(viewer, role) for role in LOOK_AFTER_A_PLACE):
        here.append(None)
    return here


def _holds_town(viewer: Viewer, role: Role) -> bool:
    return viewer.place_ids(role) is None


def paper_is_typed(meeting: Meeting) -> bool:
    """Tell whether any paper slip was typed in."""
    return SlipCount.objects.filter(meeting=meeting, source="paper").exists()


def _tables_of(meeting_ids: Iterable[int], groups: Known) -> dict[int, Tables]:
    """Read the counts of meetings, phone and paper together; groups in their order."""
    rows = (
        SlipCount.objects.filter(meeting__in=meeting_ids)
        .values_list("meeting", "trait", "group")
        .annotate(all=Sum("people"))
    )
    counted: dict[int, Tables] = defaultdict(lambda: defaultdict(dict))
    for meeting, trait, group, people in rows:
        counted[meeting][trait][group] = people
    return {
        meeting: {
            trait: _in_order(groups[trait], table) for trait, table in tables.items()
        }
        for meeting, tables in counted.items()
    }


def _in_order(order: Iterable[str], table: dict[str, int]) -> dict[str, int]:
    order = [*order]
    known = [group for group in order if group in table]
    left = sorted(set(table) - set(order))
    groups = [*known, *left] if OTHER not in known else [*known[:-1], *left, OTHER]
    return {group: table[group] for group in groups}


def _places_of(place: Neighborhood | None) -> list[Neighborhood]:
    return [place] if place is not None else list(neighborhoods_on_the_map())


def _sums_of(
    place: Neighborhood | None, first: date, after: date, known: Known
) -> dict[str, tuple[dict[str, int | None], int | None]]:
    """Add up one quarter’s meetings, each trait as it may be printed beside them."""
    begin, end = (make_aware(datetime.combine(day, time())) for day in (first, after))
    held = Meeting.objects.filter(
        neighborhood=place,
        state=MeetingState.PUBLISHED,
        ends_at__gte=begin,
        ends_at__lt=end,
    )
    ids = held.order_by("ends_at", "pk").values_list("pk", flat=True)
    tables = _tables_of(ids, known)
    return {
        trait: _sum([t[trait] for t in tables.values() if trait in t], known[trait])
        for trait in SLIP_TRAITS
    }


def _sum(
    tables: Sequence[dict[str, int]], known: Iterable[str]
) -> tuple[dict[str, int | None], int | None]:
    groups = [*_in_order(known, {group: 0 for table in tables for group in table})]
    rows = [[table.get(group, 0) for group in groups] for table in tables]
    parts, told = protect_sums(rows)
    return dict(zip(groups, parts, strict=True)), told


def _added_up(
    quarters: Sequence[tuple[dict[str, int | None], int | None]],
) -> tuple[dict[str, int | None], int | None]:
    """Add printed numbers: what is not printed in a quarter is not in the year either."""
    told = [(parts, whole) for parts, whole in quarters if whole is not None]
    groups = dict.fromkeys(group for parts, _whole in told for group in parts)
    added: dict[str, int | None] = {}
    for group in groups:
        numbers = [parts.get(group) for parts, _whole in told]
        known = [number for number in numbers if number is not None]
        added[group] = sum(known) if len(known) == len(numbers) else None
    return added, sum(whole for _parts, whole in told) if told else None


def _compared(
    trait: str,
    names: Mapping[str, object],
    parts: dict[str, int | None],
    told: int | None,
    places: Sequence[Neighborhood],
) -> Compared:
    shown = parts or dict.fromkeys(names)
    figures = population_shares(places, trait, list(shown))
    groups = [
        _group(code, str(names.get(code, SPOKEN.get(code, code))), part, told, figures)
        for code, part in shown.items()
    ]
    return Compared(trait, told, tuple(groups), figures)


def _group(
    code: str,
    name: str,
    part: int | None,
    told: int | None,
    figures: PopulationShares | None,
) -> ComparedGroup:
    share, low, high = None, 0.0, 1.0
    if part is not None and told:
        share, (low, high) = part / told, wilson(part, told)
    lives = figures.share(code) if figures else None
    return ComparedGroup(code, name, part, share, low, high, lives)
