"""What is about to take somebody’s own second step away, for their own pages."""

from __future__ import annotations

from django import template
from django.utils.timezone import now

from engagement.people import queries
from engagement.people.models import SecondStepRemoval, User

register = template.Library()


@register.simple_tag
def removal_of(user: User) -> SecondStepRemoval | None:
    return queries.removal_of(user, now())
