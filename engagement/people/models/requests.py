"""Roles that wait for the word of a second person."""

from __future__ import annotations

from django.db import models

from engagement.common.roles import Role
from engagement.people.choices import RequestState
from engagement.people.models.grants import Grant
from engagement.people.models.persons import User
from engagement.places.models import Neighborhood


class RoleRequest(models.Model):
    """One administrator asks that somebody be given a role; another one decides."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="asked_roles")
    role = models.CharField(max_length=12, choices=Role)
    neighborhood = models.ForeignKey(
        Neighborhood, null=True, blank=True, on_delete=models.CASCADE
    )
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
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
    grant = models.OneToOneField(
        Grant, null=True, blank=True, on_delete=models.SET_NULL, related_name="request"
    )

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "neighborhood"],
                condition=models.Q(state=RequestState.WAITING),
                nulls_distinct=False,
                name="role_is_asked_for_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(user=models.F("asked_by"))
                & ~models.Q(user=models.F("decided_by")),
                name="role_is_never_asked_or_agreed_for_oneself",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=RequestState.AGREED)
                | ~models.Q(asked_by=models.F("decided_by")),
                name="role_is_agreed_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.state}"
