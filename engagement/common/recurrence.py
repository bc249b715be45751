"""Which days a series falls on: sums in the town's wall time, with nothing behind them.

A rule is the part of RFC 5545's RRULE that people can say aloud: every so many days,
weeks, months or years, on which days, until when or how often. A meeting at 7 pm is at
7 pm on both sides of a clock change. An hour the clocks skip is held as long after
midnight as they were before the change; an hour they show twice is the first of the two;
a day the town never had (Samoa's 30 December 2011) has no meeting.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from enum import StrEnum
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

MOST: Final = 500  # occurrences of one series, whatever its rule says
LONGEST: Final = 200  # characters of a rule
WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FURTHEST_INTERVAL: Final = {"DAILY": 30, "WEEKLY": 52, "MONTHLY": 24, "YEARLY": 8}
_PARTS: Final = {
    "DAILY": {"BYDAY"},
    "WEEKLY": {"BYDAY", "WKST"},
    "MONTHLY": {"BYDAY", "BYMONTHDAY", "BYSETPOS"},
    "YEARLY": {"BYDAY", "BYMONTHDAY", "BYMONTH"},
}
_ALWAYS: Final = {"FREQ", "INTERVAL", "COUNT", "UNTIL"}


class Fault(StrEnum):
    """What is wrong with a rule."""

    EMPTY = "empty"
    LONG = "long"
    SHAPE = "shape"
    PART = "part"
    FREQUENCY = "frequency"
    VALUE = "value"
    BOTH_ENDS = "both ends"
    NEVER = "never"


class BadRuleError(ValueError):
    """A rule nobody can keep."""

    def __init__(self, fault: Fault, what: str = "") -> None:
        super().__init__(f"{fault}: {what}")
        self.fault = fault
        self.what = what


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule in its parts; `str` gives it as it is kept."""

    freq: str
    interval: int = 1
    days: tuple[str, ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    position: int = 0
    week_start: str = ""
    count: int = 0
    until: date | None = None

    def __str__(self) -> str:
        said = [
            ("FREQ", self.freq),
            ("INTERVAL", str(self.interval) if self.interval > 1 else ""),
            ("BYMONTH", _joined(self.months)),
            ("BYMONTHDAY", _joined(self.month_days)),
            ("BYDAY", ",".join(self.days)),
            ("BYSETPOS", str(self.position or "")),
            ("WKST", self.week_start),
            ("COUNT", str(self.count or "")),
            ("UNTIL", f"{self.until:%Y%m%d}" if self.until else ""),
        ]
        return ";".join(f"{name}={value}" for name, value in said if value)


@dataclass(frozen=True, order=True)
class Occurrence:
    """One day of a series, and the moment it begins."""

    on: date
    begins_at: datetime


def read_rule(text: str, zone: ZoneInfo) -> Rule:
    """Read an RRULE, with or without that word in front. Raises BadRuleError."""
    parts = _parts_of(text)
    freq = parts.get("FREQ", "")
    if freq not in _PARTS:
        raise BadRuleError(Fault.FREQUENCY, freq)
    for name in parts:
        if name not in _ALWAYS | _PARTS[freq]:
            raise BadRuleError(Fault.PART, name)
    if "COUNT" in parts and "UNTIL" in parts:
        raise BadRuleError(Fault.BOTH_ENDS)
    rule = Rule(
        freq=freq,
        interval=_number(parts, "INTERVAL", 1, _FURTHEST_INTERVAL[freq]) or 1,
        days=_days(parts, freq),
        month_days=_numbers(parts, "BYMONTHDAY", 31, may_count_back=True),
        months=_numbers(parts, "BYMONTH", 12, may_count_back=False),
        position=_position(parts),
        week_start=_week_start(parts),
        count=_number(parts, "COUNT", 1, MOST),
        until=_until(parts, zone),
    )
    _must_fit(rule)
    return rule


def occurrences(
    rule: Rule, first: datetime, zone: ZoneInfo, *, after: date, before: date
) -> list[Occurrence]:
    """List the days from `after` up to, not with, `before`; `first` is a wall time.

    The series counts from `first`, which need not fit the rule. At most MOST days are
    looked at, so that a rule without an end is bounded.
    """
    found = (
        _occurrence(moment, zone)
        for moment in _walls(rule, first)
        if after <= moment.date()
    )
    return list(_until_day(found, before))


def first_start(rule: Rule, first: datetime, zone: ZoneInfo) -> datetime:
    """Give the first wall time that fits, at or after `first`. Raises BadRuleError."""
    for moment in _walls(rule, first):
        if _occurrence(moment, zone) is not None:
            return moment
    raise BadRuleError(Fault.NEVER)


def rest_of(rule: Rule, first: datetime, from_day: date) -> Rule:
    """Give the rule as it goes on from a day: what was counted already is taken off.

    Raises BadRuleError where nothing is left.
    """
    if not rule.count:
        return rule
    over = sum(1 for moment in _walls(rule, first) if moment.date() < from_day)
    if over >= rule.count:
        raise BadRuleError(Fault.NEVER)
    return replace(rule, count=rule.count - over)


def at_wall(moment: datetime, zone: ZoneInfo) -> datetime:
    """Give the moment at which the town's clocks show a wall time, first of two."""
    return moment.replace(tzinfo=zone, fold=0).astimezone(UTC)


# -- how a rule is said by somebody who has seen none -----------------------------------
def weekly(interval: int) -> Rule:
    return Rule(freq="WEEKLY", interval=interval)


def monthly_on_weekday(first: date, interval: int) -> Rule:
    """Say “the first Tuesday of the month”; the fifth is the last."""
    which = (first.day - 1) // 7 + 1
    which = -1 if which > 4 else which  # noqa: PLR2004 - not every month has a fifth
    return Rule(
        freq="MONTHLY",
        interval=interval,
        days=(f"{which}{WEEKDAYS[first.weekday()]}",),
    )


def monthly_on_last(first: date, interval: int) -> Rule:
    return Rule(
        freq="MONTHLY", interval=interval, days=(f"-1{WEEKDAYS[first.weekday()]}",)
    )


def monthly_on_day(first: date, interval: int) -> Rule:
    return Rule(freq="MONTHLY", interval=interval, month_days=(first.day,))


# -- reading ----------------------------------------------------------------------------
def _joined(numbers: tuple[int, ...]) -> str:
    return ",".join(str(number) for number in numbers)


def _parts_of(text: str) -> dict[str, str]:
    said = text.strip().upper().removeprefix("RRULE:").strip()
    if not said:
        raise BadRuleError(Fault.EMPTY)
    if len(said) > LONGEST:
        raise BadRuleError(Fault.LONG)
    pairs = [part.partition("=") for part in said.rstrip(";").split(";")]
    parts = {name.strip(): value.strip() for name, _is, value in pairs}
    if len(parts) != len(pairs) or not all(parts.values()):
        raise BadRuleError(Fault.SHAPE)
    return parts


def _whole(name: str, text: str, least: int, most: int) -> int:
    digits = text.removeprefix("-").removeprefix("+")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 4):  # noqa: PLR2004 - no number here is longer
        raise BadRuleError(Fault.VALUE, f"{name}={text}"[:40])
    number = int(text)
    if number == 0 or not least <= number <= most:
        raise BadRuleError(Fault.VALUE, f"{name}={text}")
    return number


def _number(parts: dict[str, str], name: str, least: int, most: int) -> int:
    return _whole(name, parts[name], least, most) if name in parts else 0


def _numbers(
    parts: dict[str, str], name: str, most: int, *, may_count_back: bool
) -> tuple[int, ...]:
    if name not in parts:
        return ()
    least = -most if may_count_back else 1
    said = {_whole(name, one, least, most) for one in parts[name].split(",")}
    return tuple(sorted(said))


def _days(parts: dict[str, str], freq: str) -> tuple[str, ...]:
    if "BYDAY" not in parts:
        return ()
    said = [one.strip() for one in parts["BYDAY"].split(",")]
    for one in said:
        if one[-2:] not in WEEKDAYS:
            raise BadRuleError(Fault.VALUE, f"BYDAY={one}"[:40])
        if one[:-2]:
            if freq in ("DAILY", "WEEKLY"):
                raise BadRuleError(Fault.VALUE, f"BYDAY={one}"[:40])
            _whole("BYDAY", one[:-2], -5, 5)
    return tuple(dict.fromkeys(said))


def _position(parts: dict[str, str]) -> int:
    return _number(parts, "BYSETPOS", -4, 4)


def _week_start(parts: dict[str, str]) -> str:
    said = parts.get("WKST", "")
    if said and said not in WEEKDAYS:
        raise BadRuleError(Fault.VALUE, f"WKST={said}"[:40])
    return said


def _until(parts: dict[str, str], zone: ZoneInfo) -> date | None:
    """Read the last day: a date, a wall time, or a moment of UTC."""
    said = parts.get("UNTIL", "")
    if not said:
        return None
    for shape in ("%Y%m%d", "%Y%m%dT%H%M%S", "%Y%m%dT%H%M%SZ"):
        try:
            moment = datetime.strptime(said, shape)  # noqa: DTZ007 - the shape says whether it is of UTC
        except ValueError:
            continue
        if moment.year in (1, 9999):  # no zone reaches beyond
            break
        if shape.endswith("Z"):
            moment = moment.replace(tzinfo=UTC).astimezone(zone)
        return moment.date()
    raise BadRuleError(Fault.VALUE, f"UNTIL={said}"[:40])


def _must_fit(rule: Rule) -> None:
    """Refuse parts that mean nothing together."""
    has_ordinals = any(day[:-2] for day in rule.days)
    if rule.freq == "DAILY" and rule.days and rule.interval > 1:
        raise BadRuleError(Fault.PART, "BYDAY")
    if rule.freq == "YEARLY" and rule.days and not (rule.months and has_ordinals):
        raise BadRuleError(Fault.PART, "BYDAY")
    if rule.days and rule.month_days:
        raise BadRuleError(Fault.PART, "BYMONTHDAY")
    if rule.position and (has_ordinals or not rule.days):
        raise BadRuleError(Fault.PART, "BYSETPOS")


# -- counting ---------------------------------------------------------------------------
def _walls(rule: Rule, first: datetime) -> Iterator[datetime]:
    """Give the wall times one after the other, with those the clocks skip."""
    ends = datetime.combine(rule.until, time.max) if rule.until else None
    without_end = str(replace(rule, until=None))
    every = rrulestr(without_end, dtstart=first)
    for moment in islice(every, MOST):
        if ends and moment > ends:
            return
        yield moment


def _occurrence(moment: datetime, zone: ZoneInfo) -> Occurrence | None:
    begins_at = at_wall(moment, zone)
    if begins_at.astimezone(zone).date() != moment.date():
        return None
    return Occurrence(moment.date(), begins_at)


def _until_day(
    found: Iterator[Occurrence | None], before: date
) -> Iterator[Occurrence]:
    for one in found:
        if one is None:
            continue
        if one.on >= before:
            return
        yield one
