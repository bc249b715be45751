"""How a share is written."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

register = template.Library()


@register.filter
def percent(share: float) -> str:
    """`35 %`, as the reader's language writes it."""
    return gettext("%(percent)d%%") % {"percent": round(share * 100)}
