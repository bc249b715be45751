"""Second steps that are lost: taken away by two people, after a day of waiting."""

from __future__ import annotations

from django.db import models

from engagement.people.choices import RequestState
from engagement.people.models.asking import (
    AskedOfASecond,
    by_two_people,
    is_one_of,
    never_about_oneself,
)
from engagement.people.models.persons import User

OPEN = (RequestState.WAITING, RequestState.AGREED)
AGREED = (RequestState.AGREED, RequestState.DONE)


class SecondStepRemoval(AskedOfASecond):
    """One administrator asks, another agrees, a day later it happens unless stopped."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="second_step_removals"
    )
    takes_effect_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(AskedOfASecond.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(state__in=OPEN),
                name="second_step_is_lost_once_at_a_time",
            ),
            never_about_oneself("second_step_is_never_taken_from_oneself"),
            by_two_people("second_step_is_taken_by_two_people", AGREED),
            models.CheckConstraint(
                condition=~is_one_of(AGREED)
                | models.Q(takes_effect_at__gt=models.F("decided_at")),
                name="second_step_is_taken_after_a_wait",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.state}"
