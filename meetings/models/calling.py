"""Inviting those who follow a place: the rounds, who was asked, who wants no more."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from meetings.models.meetings import Meeting


class CallRound(models.Model):
    """One time that neighbors were invited to a meeting; three for a meeting at most."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="call_rounds"
    )
    places = ArrayField(
        models.BigIntegerField(), help_text="numbers of neighborhoods that are followed"
    )
    language = models.CharField(max_length=12, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField()
    told_up_to = models.BigIntegerField(
        default=0, help_text="the last person of the batches asked for so far"
    )
    done_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"round {self.pk} of {self.meeting_id}"


class Called(models.Model):
    """Somebody was invited to a meeting, and is not invited to it again."""

    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.CASCADE,
        related_name="called",
        db_index=False,  # called_once_to_a_meeting begins with it
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"], name="called_once_to_a_meeting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} was called to {self.meeting_id}"


class CallStop(models.Model):
    """Somebody wants no more invitations to meetings."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="call_stop"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id} wants no invitations"
