"""Who speaks, and who was asked by letter to look after a meeting."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from engagement.people.choices import InvitationState
from meetings.models.meetings import Meeting


class Speaker(models.Model):
    """Somebody who speaks, as the public reads it; no account is needed."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="speakers"
    )
    name = models.CharField(max_length=120)
    about = models.CharField(
        max_length=160, blank=True, help_text="what they do, for everybody"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "meeting", Lower("name"), name="speaker_is_named_once"
            )
        ]
        indexes = [models.Index(Lower("name"), name="speaker_by_name")]

    def __str__(self) -> str:
        return self.name


class OrganizerInvitation(models.Model):
    """A letter that asks somebody to look after a meeting too; its link works once."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="organizer_invitations"
    )
    address = models.EmailField()
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "address"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="one_open_letter_to_an_organizer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.address} for {self.meeting}"

    def state_at(self, at: datetime) -> str:
        if self.withdrawn_at is not None:
            return InvitationState.WITHDRAWN
        if self.accepted_at is not None:
            return InvitationState.USED
        return (
            InvitationState.EXPIRED if self.expires_at <= at else InvitationState.OPEN
        )
