"""What letters and pages without a request say of the town."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

from engagement.places.queries import town

register = template.Library()


@register.simple_tag
def town_name() -> str:
    """Name the town, or the product before the first-run page was filled in."""
    found = town()
    return found.name if found else gettext("Common Ground")
