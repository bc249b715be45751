"""ISO weeks in the town's own time (RULINGS 1 and 8)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_FORM = re.compile(r"(\d{4})-?[wW](\d{2})")


@dataclass(frozen=True, order=True)
class Week:
    """One ISO week, Monday to Sunday."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Week:
        year, number, _day = day.isocalendar()
        return cls(year, number)

    @classmethod
    def parse(cls, text: str) -> Week:
        """Read `2026-W46` or `2026-w46`. Raises ValueError with a plain sentence."""
        match = _FORM.fullmatch(text.strip())
        if match is None:
            message = f"“{text}” is not a week. Write it like 2026-W46."
            raise ValueError(message)
        week = cls(int(match[1]), int(match[2]))
        _ = week.monday  # a year has 52 or 53 weeks; the calendar decides
        return week

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 7)

    def after(self, weeks: int = 1) -> Week:
        return Week.of(self.monday + timedelta(weeks=weeks))

    def ends_at(self, zone: ZoneInfo) -> datetime:
        """Monday 00:00 town time after the week (RULINGS 1)."""
        return datetime.combine(self.monday + timedelta(days=7), time(), tzinfo=zone)

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"


def week_just_ended(now: datetime, zone: ZoneInfo) -> Week:
    """The last week that is wholly over at `now` in the town."""
    return Week.of(now.astimezone(zone).date() - timedelta(days=7))


def town_hour(moment: datetime) -> datetime:
    """Floor to the hour: no exact time is kept with a concern (RULINGS 8)."""
    return moment.replace(minute=0, second=0, microsecond=0)
