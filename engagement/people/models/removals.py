"""Second steps that are lost: taken away by two people, after a day of waiting."""

from __future__ import annotations

from django.db import models

from engagement.people.choices import RequestState
from engagement.people.models.persons import User

OPEN = (RequestState.WAITING, RequestState.AGREED)


class SecondStepRemoval(models.Model):
    """One administrator asks, another agrees, a day later it happens unless stopped."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="second_step_removals"
    )
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
    takes_effect_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(state__in=OPEN),
                name="second_step_is_lost_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(user=models.F("asked_by"))
                & ~models.Q(user=models.F("decided_by")),
                name="second_step_is_never_taken_from_oneself",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=(RequestState.AGREED, RequestState.DONE))
                | ~models.Q(asked_by=models.F("decided_by")),
                name="second_step_is_taken_by_two_people",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=(RequestState.AGREED, RequestState.DONE))
                | models.Q(takes_effect_at__gt=models.F("decided_at")),
                name="second_step_is_taken_after_a_wait",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.state}"
