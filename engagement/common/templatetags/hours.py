"""How hours and spoken languages are read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django import template
from django.utils import formats
from django.utils.timezone import localtime
from django.utils.translation import gettext, pgettext

from engagement.common.spoken import SPOKEN

register = template.Library()


def _clock(words: str) -> str:
    return words.replace("a.m.", "am").replace("p.m.", "pm")


@register.simple_tag
def hours(begins_at: datetime, ends_at: datetime) -> str:
    """`Wednesday 2 December 2026, 6:00 pm to 8:00 pm (EST)`: the town's own time."""
    begins, ends = localtime(begins_at), localtime(ends_at)
    whole = pgettext("a day and time", "l j F Y, g:i a")
    same_day = begins.date() == ends.date()
    last = pgettext("a time of day", "g:i a") if same_day else whole
    zones = dict.fromkeys([str(begins.tzname()), str(ends.tzname())])
    return gettext("%(begins)s to %(ends)s (%(zone)s)") % {
        "begins": _clock(formats.date_format(begins, whole)),
        "ends": _clock(formats.date_format(ends, last)),
        "zone": "/".join(zones),  # both, in the night the clocks change
    }


@register.filter
def clock(moment: datetime) -> str:
    """`6:00 pm`: the town's own time."""
    shown = formats.date_format(localtime(moment), pgettext("a time of day", "g:i a"))
    return _clock(shown)


@register.filter
def languages(codes: Iterable[str]) -> str:
    """`English, Spanish`."""
    return ", ".join(str(SPOKEN[code]) for code in codes if code in SPOKEN)
