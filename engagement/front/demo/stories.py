"""The stories of the demo town: what a reader should be able to find in its reports."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from engagement.front.demo.phrasebook import phrasebook
from engagement.front.demo.plans import DAYS, HOURS, Calendar, Plan, later, poisson
from engagement.front.demo.spots import Ground, Spot

WEEKS = 52


@dataclass(frozen=True)
class Corner:
    """One place where it keeps happening; `course` is (weeks ago, reports a week)."""

    kind: str
    place: str
    street: str
    course: tuple[tuple[float, float], ...]
    every: int = 13  # weeks after which people speak of it as a new problem
    voices: float = 1.6  # “me too” for each report
    verified: float = 0.7
    closing: str = ""


CORNERS = (
    # first of Millbrook for months, and rising
    Corner("speeding", "Millbrook", "Mill Road", ((52, 0.6), (20, 1.2), (8, 2.5), (0, 8)), 26, 2.2),
    # the evenings got longer
    Corner("street_lighting", "Millbrook", "Brook Lane", ((9, 0), (8, 0.6), (4, 2), (0, 6)), 9, 2.0),
    # a response that worked: cameras and a clean-up were promised and kept 14 weeks ago
    Corner("dumping", "Millbrook", "Bridge Street", ((52, 3), (30, 6), (15, 7), (13, 2), (0, 0.3)), 13, 1.0, 0.7, closing="done"),
    Corner("noise", "Millbrook", "Cooper Street", ((30, 0.5), (16, 2), (0, 0.8)), 20),
    Corner("noise", "Harbor Flats", "", ((44, 0.3), (30, 4), (14, 6), (8, 2), (0, 0.8)), 11, 1.8, 0.55),
    Corner("dumping", "Harbor Flats", "", ((30, 1), (0, 2.5)), 15),
    Corner("dangerous_crossing", "Northgate", "Station Road", ((52, 0.8), (10, 2), (0, 3)), 26, 3.5, 0.75),
    Corner("vehicle_theft", "Eastfield", "", ((40, 0.4), (30, 3), (24, 4), (18, 1), (0, 1.6)), 10, 0.8),
    Corner("empty_building", "Southbank", "", ((36, 0.5), (6, 1.5), (0, 2)), 36, 2.5),
    Corner("needles", "Riverside Park", "", ((52, 0.4), (26, 2), (6, 1.4), (0, 2)), 9, 1.2),
    Corner("drug_dealing", "Riverside Park", "", ((26, 0.5), (0, 1.8)), 13, 1.5),
    Corner("street_drinking", "Old Town", "", ((52, 0.5), (24, 3), (10, 1.5), (0, 1.2)), 10, 1.0),
    Corner("graffiti", "Old Town", "", ((40, 0.6), (0, 1.4)), 8, 0.8),
    Corner("dogs", "Cedar Hill", "", ((30, 0.6), (0, 1.2)), 15, 1.2),
    Corner("vandalism", "Fairview", "", ((20, 0.4), (4, 2), (0, 1.6)), 10, 1.0),
    # few write there, and what they write is grave
    Corner("intimidation", "Linden", "", ((40, 0.1), (0, 0.5)), 20, 0.3, 0.5),
    Corner("drug_dealing", "Linden", "", ((40, 0.1), (0, 0.6)), 20, 0.4, 0.5),
)  # fmt: skip


def _rate(corner: Corner, weeks_ago: float) -> float:
    """Read the course between its points; nothing before its first one."""
    points = corner.course
    if weeks_ago > points[0][0]:
        return 0.0
    for (early, before), (late, after) in pairwise(points):
        if late <= weeks_ago <= early:
            return after + (before - after) * (weeks_ago - late) / (early - late)
    return points[-1][1]


class Storyteller:
    def __init__(
        self,
        grounds: dict[str, Ground],
        calendar: Calendar,
        rng: random.Random,
        scale: float,
    ) -> None:
        self._grounds, self._calendar, self._rng = grounds, calendar, rng
        self._scale = scale

    def tell(self) -> list[Plan]:
        told = [plan for corner in CORNERS for plan in self._corner(corner)]
        return [*told, self._brigade(), *self._eager_person()]

    def _spot(self, place: str, street: str = "") -> Spot:
        ground = self._grounds[place]
        name = street or self._rng.choices(ground.streets, ground.busyness)[0]
        return self._rng.choice(ground.by_street[name])

    def _corner(self, corner: Corner) -> Iterator[Plan]:
        """Every few weeks the same corner is a problem again."""
        spot, last = self._spot(corner.place, corner.street), int(corner.course[0][0])
        for begun in range(last, -1, -corner.every):
            weeks = range(min(begun, WEEKS - 1), max(begun - corner.every, -1), -1)
            hours = sorted(hour for week in weeks for hour in self._hours(corner, week))
            if hours:
                is_latest = begun < corner.every
                yield self._plan(corner, spot, hours, is_latest=is_latest)

    def _hours(self, corner: Corner, weeks_ago: int) -> Iterator[int]:
        pattern = phrasebook().habits[corner.kind].hours
        expected = _rate(corner, weeks_ago) * self._scale
        for _report in range(poisson(self._rng, expected)):
            day = DAYS - weeks_ago * 7 - self._rng.randrange(7)
            hour = day * HOURS + self._rng.choices(range(HOURS), pattern)[0]
            if 0 <= hour <= self._calendar.end:
                yield hour

    def _plan(
        self, corner: Corner, spot: Spot, hours: list[int], *, is_latest: bool
    ) -> Plan:
        """The latest problem at a corner is still open, unless its story says so."""
        plan = Plan(
            corner.kind,
            spot,
            hours,
            verified=corner.verified,
            stays_open=is_latest and not corner.closing,
            closing=corner.closing,
        )
        wanted = poisson(self._rng, corner.voices * len(hours))
        for _voice in range(wanted):
            hour = later(self._rng, self._rng.choice(hours), 6.0, self._calendar.end)
            if hour is not None:
                plan.voices.append(hour)
        return plan

    def _brigade(self) -> Plan:
        """Fifty people nobody knows write about one thing within two days."""
        first = self._calendar.end - 9 * HOURS
        hours = sorted(first + self._rng.randrange(48) for _person in range(49))
        spot = self._spot("Fairview")
        return Plan("bad_parking", spot, [first, *hours], verified=0.0, stays_open=True)

    def _eager_person(self) -> Iterator[Plan]:
        """One person writes six times about one line in a month: three count."""
        for number in range(6):
            hour = self._calendar.end - (40 - 6 * number) * HOURS
            spot = self._spot("Cedar Hill")
            yield Plan("overgrown", spot, [hour], by=0, counts=number < 3)  # noqa: PLR2004 - RULINGS 11
