"""Words of a survey in the language of the page."""

from __future__ import annotations

from django import template

from feedback.models import Survey

register = template.Library()


@register.filter
def said(survey: Survey, which: str) -> str:
    """Give its title, why, who_sees or thanks."""
    return survey.said(which)
