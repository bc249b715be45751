"""Drawings of results."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from engagement.common.charts import stacked_columns
from feedback.presenting import MOST_COLORS, Part, percent

register = template.Library()
_WIDE = 400


@register.simple_tag
def stacked_bar(shares: Sequence[tuple[str, float]]) -> SafeString:
    """Draw the answers to one statement side by side; the table below says the same."""
    whole = sum(share for _label, share in shares) or 1
    reading = ", ".join(f"{label} {percent(share)}" for label, share in shares)
    at, pieces = 0.0, []
    for nth, (_label, share) in enumerate(shares):
        wide = _WIDE * share / whole
        color = min(nth + 1, MOST_COLORS)
        pieces.append((color, f"{at:.1f}", f"{max(wide - 1, 0):.1f}"))
        at += wide
    return format_html(
        '<svg class="result__stack" viewBox="0 0 {} 18" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        _WIDE,
        reading,
        format_html_join(
            "", '<rect class="ui-s{}" x="{}" width="{}" height="18"/>', pieces
        ),
    )


@register.simple_tag
def scale_chart(part: Part, title: str) -> SafeString:
    """Draw a scale as columns; the table below says the same."""
    reading = ", ".join(f"{line.label}: {line.count}" for line in part.lines)
    drawing = stacked_columns(
        part.points, part.columns, title=title, reading=reading, are_weeks=False
    )
    return format_html('<figure class="ui-figure result__scale">{}</figure>', drawing)
