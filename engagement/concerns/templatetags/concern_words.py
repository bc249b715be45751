"""How templates call an issue."""

from __future__ import annotations

from django import template

from engagement.concerns import wording
from engagement.concerns.models import Issue

register = template.Library()


@register.filter
def issue_title(issue: Issue) -> str:
    return wording.title_of(issue)


@register.filter
def issue_place(issue: Issue) -> str:
    return wording.place_of(issue)


@register.filter
def issue_people(issue: Issue) -> int:
    return wording.people_of(issue)


@register.filter
def away(metres: float) -> str:
    return wording.distance(metres)
