"""The right to answer once, kept apart from every answer.

An invitation knows whom it was for; its ballot is a row of its own that is torn up when
they answer. An answer knows neither: nothing in the tables, nor the order of their rows,
leads from one to the other (decision 0076).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from feedback.choices import Channel
from feedback.models.surveys import Wave


class Invitation(models.Model):
    """Somebody may answer; that they did is seen from the ballot that is gone."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="invitations")
    channel = models.CharField(max_length=6, choices=Channel)
    token_hash = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    address_mark = models.CharField(
        max_length=64, blank=True, help_text="keyed mark of a mail address"
    )
    sealed = models.BinaryField(blank=True, default=b"", help_text="the mail address")
    language = models.CharField(max_length=12, blank=True)
    subject = models.CharField(
        max_length=60, blank=True, help_text="what it is about, as meeting:12"
    )
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "person", "subject"],
                condition=models.Q(person__isnull=False),
                name="person_is_asked_once_a_wave",
            ),
            models.UniqueConstraint(
                fields=["wave", "address_mark", "subject"],
                condition=~models.Q(address_mark=""),
                name="address_is_asked_once_a_wave",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave}: {self.pk}"


class Ballot(models.Model):
    """One answer that may still be given: torn up, never marked, when it is."""

    invitation = models.OneToOneField(
        Invitation, on_delete=models.CASCADE, primary_key=True, related_name="ballot"
    )

    def __str__(self) -> str:
        return str(self.pk)


class Draft(models.Model):
    """Answers begun and not yet given; only whoever has the link can read them."""

    mark = models.CharField(
        max_length=64, unique=True, help_text="of the link, unlike an invitation’s"
    )
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="drafts")
    sealed = models.BinaryField(help_text="sealed with the link itself")
    saved_on = models.DateField()

    def __str__(self) -> str:
        return str(self.pk)
