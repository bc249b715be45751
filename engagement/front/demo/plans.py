"""What happens in the demo town in a year: problems, who writes about them, and when.

Times are whole hours from the first day of the year that is told.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from engagement.concerns.choices import Origin
from engagement.front.demo.names import POPULATION
from engagement.front.demo.phrasebook import Habit, Manner, phrasebook
from engagement.front.demo.spots import Ground, Spot

DAYS = 365
HOURS = 24


@dataclass(frozen=True)
class Calendar:
    """The year up to `now`, in the town's own time."""

    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @property
    def first_day(self) -> date:
        return self.today - timedelta(days=DAYS)

    @property
    def end(self) -> int:
        """The last whole hour that has begun."""
        return DAYS * HOURS + self.now.astimezone(self.zone).hour

    def day(self, hour: int) -> date:
        return self.first_day + timedelta(days=hour // HOURS)

    def moment(self, hour: int) -> datetime:
        day = self.day(hour)
        local = datetime(day.year, day.month, day.day, hour % HOURS, tzinfo=self.zone)
        return datetime.fromtimestamp(local.timestamp(), tz=ZoneInfo("UTC"))


@dataclass
class Plan:
    """One problem: when people report it, when others add a voice, how it goes on."""

    kind: str
    spot: Spot
    reports: list[int]
    voices: list[int] = field(default_factory=list)
    verified: float = 0.62
    origin: str = Origin.RESIDENT
    stays_open: bool = False
    closing: str = ""
    by: int | None = None  # one and the same person, for a story
    counts: bool = True


def poisson(rng: random.Random, mean: float) -> int:
    """Draw how many come when `mean` are expected."""
    limit, drawn, product = math.exp(-min(mean, 500.0)), 0, rng.random()
    while product > limit:
        drawn += 1
        product *= rng.random()
    return drawn


def later(rng: random.Random, first: int, mean_days: float, end: int) -> int | None:
    """Draw an hour after the first, or None when it has not come yet."""
    hour = first + 1 + int(rng.expovariate(1 / (mean_days * HOURS)))
    return hour if hour <= end else None


class Everyday:
    """The town on ordinary days: what comes in without any story behind it."""

    def __init__(
        self, grounds: dict[str, Ground], calendar: Calendar, rng: random.Random
    ) -> None:
        self._grounds, self._calendar, self._rng = grounds, calendar, rng
        self._book = phrasebook()
        self._by_month = {month: self._lines(month) for month in range(1, 13)}
        self.weight_of_day = [self._weight(day) for day in range(DAYS + 1)]

    def _lines(self, month: int) -> tuple[list[tuple[str, Habit]], list[float]]:
        """Weigh every neighborhood and kind against one another for one month."""
        lines, weights = [], []
        for place, manner in self._book.manners.items():
            for habit in self._book.habits.values():
                lines.append((place, habit))
                weights.append(_weight_of(place, manner, habit, month))
        return lines, list(accumulate(weights))

    def _weight(self, day: int) -> float:
        on = self._calendar.first_day + timedelta(days=day)
        weekday = (1.15, 1.05, 1.0, 1.0, 1.0, 0.95, 0.9)[on.weekday()]
        whole_day = 1.0 if day < DAYS else (self._calendar.end % HOURS + 1) / HOURS
        return self._by_month[on.month][1][-1] * weekday * whole_day

    def plan(self, day: int) -> Plan:
        """Make up one problem that is first reported on this day."""
        rng, end = self._rng, self._calendar.end
        month = (self._calendar.first_day + timedelta(days=day)).month
        lines, weights = self._by_month[month]
        place, habit = rng.choices(lines, cum_weights=weights)[0]
        first = min(day * HOURS + rng.choices(range(HOURS), habit.hours)[0], end)
        plan = Plan(habit.code, self._spot(place), [first])
        while rng.random() < habit.joined and len(plan.reports) < 9:  # noqa: PLR2004 - rarely more
            self._add(plan.reports, later(rng, first, 9.0, end))
        for _voice in range(int(rng.expovariate(1 / (habit.voiced + 0.01)))):
            self._add(plan.voices, later(rng, first, 14.0, end))
        plan.reports.sort()
        if rng.random() < 0.05:  # noqa: PLR2004 - officers find one in twenty themselves
            plan.origin, plan.reports, plan.voices = Origin.OFFICER, [first], []
        return plan

    def _spot(self, place: str) -> Spot:
        ground = self._grounds[place]
        street = self._rng.choices(ground.streets, ground.busyness)[0]
        return self._rng.choice(ground.by_street[street])

    @staticmethod
    def _add(hours: list[int], hour: int | None) -> None:
        if hour is not None:
            hours.append(hour)


def _weight_of(place: str, manner: Manner, habit: Habit, month: int) -> float:
    here = manner.writes * POPULATION[place] * manner.more.get(habit.code, 1.0)
    return here * habit.share * habit.months[month - 1] / (1 + habit.joined)


def year(everyday: Everyday, stories: list[Plan], concerns: int) -> Iterator[Plan]:
    """Tell the whole year in order of time: exactly so many concerns."""
    told = sum(len(plan.reports) for plan in stories)
    waiting = sorted(stories, key=lambda plan: plan.reports[0], reverse=True)
    ordinary, written = max(concerns - told, 0), 0
    by_day = list(accumulate(everyday.weight_of_day))
    for day, weight in enumerate(by_day):
        while waiting and waiting[-1].reports[0] < (day + 1) * HOURS:
            yield waiting.pop()
        wanted = round(ordinary * weight / by_day[-1])
        while written < wanted:
            plan = everyday.plan(day)
            del plan.reports[ordinary - written :]
            written += len(plan.reports)
            yield plan
