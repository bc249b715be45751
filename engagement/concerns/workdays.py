"""Days on which somebody is at work, and the moments a concern becomes late."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta, tzinfo

from engagement.places.models import Holiday

_SATURDAY = 5
LONGEST_STRETCH = timedelta(days=120)  # holidays looked at ahead of a reply


def add_workdays(start: date, days: int, holidays: Collection[date]) -> date:
    """Give the day that many working days after `start`, which itself is not counted."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < _SATURDAY and day not in holidays:
            days -= 1
    return day


def target_at(first_day: date, days: int, zone: tzinfo) -> datetime:
    """Give the town midnight at which an open issue becomes late (RULINGS 7)."""
    return datetime.combine(first_day + timedelta(days=days), time(), tzinfo=zone)


def reply_due_on(first_day: date, days: int) -> date:
    """Give the day a reply is due, with the town's holidays left out."""
    ahead = (first_day, first_day + LONGEST_STRETCH)
    holidays = Holiday.objects.filter(on__range=ahead).order_by("on")
    return add_workdays(first_day, days, set(holidays.values_list("on", flat=True)))
