"""How a series is read: its rule in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.utils import formats
from django.utils.dates import WEEKDAYS as WEEKDAY_NAMES
from django.utils.text import get_text_list
from django.utils.translation import gettext, gettext_lazy, ngettext

from engagement.common.recurrence import WEEKDAYS, Rule, read_rule
from meetings.models import Series

register = template.Library()
_WHICH: Final = {
    1: gettext_lazy("On the first %(weekday)s of the month"),
    2: gettext_lazy("On the second %(weekday)s of the month"),
    3: gettext_lazy("On the third %(weekday)s of the month"),
    4: gettext_lazy("On the fourth %(weekday)s of the month"),
    -1: gettext_lazy("On the last %(weekday)s of the month"),
}


@register.filter
def how_often(series: Series) -> str:
    """`Every week on Tuesday`; a rule we have no words for is shown as it is."""
    rule = read_rule(series.rule, ZoneInfo(settings.TIME_ZONE))
    says = _SAID.get(rule.freq)
    said = says(rule, series) if says else ""
    return said or series.rule


@register.filter
def how_long(series: Series) -> str:
    """`10 times`, `until 3 March 2027`, or nothing."""
    rule = read_rule(series.rule, ZoneInfo(settings.TIME_ZONE))
    if rule.count:
        words = ngettext("%(count)d time", "%(count)d times", rule.count)
        return words % {"count": rule.count}
    if rule.until:
        return gettext("until %(day)s") % {
            "day": formats.date_format(rule.until, "j F Y")
        }
    return ""


def _name(code: str) -> str:
    return str(WEEKDAY_NAMES[WEEKDAYS.index(code)])


def _weekly(rule: Rule, series: Series) -> str:
    days = rule.days or (WEEKDAYS[series.first_on.weekday()],)
    named = get_text_list([_name(day) for day in days], gettext("and"))
    if rule.interval == 1:
        return gettext("Every week on %(weekdays)s") % {"weekdays": named}
    return gettext("Every %(number)d weeks on %(weekdays)s") % {
        "number": rule.interval,
        "weekdays": named,
    }


def _monthly(rule: Rule, series: Series) -> str:
    if rule.interval > 1 or rule.position or len(rule.days) > 1:
        return ""
    if rule.days and rule.days[0][:-2]:
        words = _WHICH.get(int(rule.days[0][:-2]))
        return str(words) % {"weekday": _name(rule.days[0][-2:])} if words else ""
    if rule.days or len(rule.month_days) > 1 or min(rule.month_days, default=1) < 0:
        return ""
    day = rule.month_days[0] if rule.month_days else series.first_on.day
    return gettext("On day %(day)d of each month") % {"day": day}


def _daily(rule: Rule, _series: Series) -> str:
    return gettext("Every day") if rule.interval == 1 and not rule.days else ""


_SAID: Final[dict[str, Callable[[Rule, Series], str]]] = {
    "DAILY": _daily,
    "WEEKLY": _weekly,
    "MONTHLY": _monthly,
}
