"""Asking somebody by mail to take a role."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from engagement.common.roles import Role
from engagement.people.choices import InvitationState
from engagement.people.models.persons import User
from engagement.places.models import Neighborhood


class Invitation(models.Model):
    """A letter to one mailbox that offers one role; only a hash of its link is kept."""

    address = models.EmailField()
    role = models.CharField(max_length=12, choices=Role)
    neighborhood = models.ForeignKey(
        Neighborhood, null=True, blank=True, on_delete=models.CASCADE
    )
    reason = models.CharField(max_length=300)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-invited_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["address", "role", "neighborhood"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                nulls_distinct=False,
                name="invitation_stands_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(withdrawn_at=None),
                name="invitation_is_accepted_or_withdrawn_not_both",
            ),
        ]
        indexes = [
            models.Index(
                fields=["invited_by", "invited_at"], name="invitations_of_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk} {self.role}"

    def state_at(self, moment: datetime) -> InvitationState:
        if self.accepted_at is not None:
            return InvitationState.USED
        if self.withdrawn_at is not None:
            return InvitationState.WITHDRAWN
        if self.expires_at <= moment:
            return InvitationState.EXPIRED
        return InvitationState.OPEN
