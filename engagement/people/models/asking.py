"""What one administrator asks for and another one decides."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models

from engagement.people.choices import RequestState
from engagement.people.models.persons import User


class AskedOfASecond(models.Model):
    """Who asked for what somebody gets or loses, why, and what the second one said.

    Whom it is about, `user`, is a field of each.
    """

    reason = models.CharField(max_length=300)
    asked_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=RequestState, default=RequestState.WAITING
    )
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True
        ordering = ["-asked_at", "-id"]


def never_about_oneself(name: str) -> models.CheckConstraint:
    """Nobody asks for, or decides, what is about themselves."""
    return models.CheckConstraint(
        condition=~models.Q(user=models.F("asked_by"))
        & ~models.Q(user=models.F("decided_by")),
        name=name,
    )


def by_two_people(name: str, agreed: Sequence[RequestState]) -> models.CheckConstraint:
    """Nobody agrees to what they asked for themselves."""
    return models.CheckConstraint(
        condition=~is_one_of(agreed) | ~models.Q(asked_by=models.F("decided_by")),
        name=name,
    )


def is_one_of(states: Sequence[RequestState]) -> models.Q:
    if len(states) == 1:
        return models.Q(state=states[0])
    return models.Q(state__in=states)
