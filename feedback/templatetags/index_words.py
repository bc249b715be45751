"""The index in words and drawings."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.common.charts import dot_ranges, number
from engagement.common.templatetags.ui import short_day
from feedback.models import IndexValue
from feedback.queries.index import Line

register = template.Library()


@register.filter
def index_range(value: IndexValue) -> str:
    """Say the mean and the range it lies in."""
    return _("%(mean)s, between %(low)s and %(high)s") % {
        "mean": number(value.mean),
        "low": number(value.low),
        "high": number(value.high),
    }


@register.filter
def index_answers(value: IndexValue) -> str:
    return ngettext(
        "about %(answers)d answer", "about %(answers)d answers", value.answers
    ) % {"answers": value.answers}


@register.filter
def index_change(line: Line) -> str:
    """Say what changed since the wave before; only what chance does not explain."""
    value = line.last
    by, low, high = value.change, value.change_low, value.change_high
    if by is None or low is None or high is None:
        return _("no earlier wave to compare with")
    if low <= 0 <= high:
        return _("no clear change")
    said = {
        "by": number(abs(by)),
        "least": number(min(abs(low), abs(high))),
        "most": number(max(abs(low), abs(high))),
    }
    if by > 0:
        return _("%(by)s higher, between %(least)s and %(most)s") % said
    return _("%(by)s lower, between %(least)s and %(most)s") % said


@register.simple_tag
def index_chart(line: Line) -> SafeString:
    """Draw every wave with its range, and the target as a dashed line."""
    said = "; ".join(
        f"{short_day(value.wave.closes_at)}: {index_range(value)}"
        for value in line.values
    )
    where = line.place.name if line.place else _("The whole town")
    return dot_ranges(
        [(value.mean, value.low, value.high) for value in line.values],
        f"{line.name}, {where}. {said}",
        target=line.target.value if line.target else None,
    )
