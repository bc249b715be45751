"""Members by their names on pages."""

from __future__ import annotations

from django import template

from watchgroups import naming
from watchgroups.models import Membership

register = template.Library()


@register.filter
def called(member: Membership) -> str:
    """`Ann P.`, or a number for whoever gave no name."""
    return naming.called(member)
