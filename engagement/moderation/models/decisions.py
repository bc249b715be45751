"""Who decided what and why, kept so that it can be told, counted and taken back."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from engagement.moderation.choices import Reason, State, Verdict
from engagement.moderation.models.reviews import Review


class Decision(models.Model):
    """One decision; `before` and `after` are the words the public saw or will see."""

    review = models.ForeignKey(
        Review, on_delete=models.CASCADE, related_name="decisions"
    )
    verdict = models.CharField(max_length=8, choices=Verdict)
    reason = models.CharField(max_length=8, choices=Reason, blank=True)
    words = models.CharField(
        max_length=1000, blank=True, help_text="to the author, beside the reason"
    )
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    state_before = models.CharField(max_length=8, choices=State)
    asked_at = models.DateTimeField(help_text="when a look was asked for")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    answers_appeal = models.BooleanField(default=False)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="decision_by_time")]

    def __str__(self) -> str:
        return f"{self.verdict} of review {self.review_id}"


class Appeal(models.Model):
    """What an author answers to a decision: once, and somebody else reads it."""

    review = models.OneToOneField(
        Review, on_delete=models.CASCADE, related_name="appeal"
    )
    words = models.TextField()
    at = models.DateTimeField(help_text="floored to the town hour")
    answered_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"appeal about review {self.review_id}"


class SampleNote(models.Model):
    """What an overseer thinks of a decision drawn by lot."""

    decision = models.ForeignKey(
        Decision, on_delete=models.CASCADE, related_name="notes"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    agrees = models.BooleanField()
    words = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "by"], name="one_overseer_one_note_per_decision"
            )
        ]

    def __str__(self) -> str:
        return f"note on decision {self.decision_id}"
