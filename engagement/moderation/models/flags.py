"""What people say should not stand in public."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from engagement.moderation.choices import FlagOutcome, FlagReason
from engagement.moderation.models.reviews import Review


class Flag(models.Model):
    """One person's flag on one text or photo, however often they press."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="flags")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    device = models.CharField(  # noqa: DJ001 - unique only where there is one
        max_length=64, null=True, blank=True, help_text="keyed hash of a cookie"
    )
    origin = models.CharField(
        max_length=64,
        blank=True,
        help_text="keyed by a salt that dies with the day; wiped when looked at",
    )
    reason = models.CharField(max_length=8, choices=FlagReason)
    words = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(help_text="floored to the town hour")
    outcome = models.CharField(
        max_length=9, choices=FlagOutcome, default=FlagOutcome.OPEN, blank=True
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "person"],
                condition=models.Q(person__isnull=False),
                name="one_person_one_flag_per_review",
            ),
            models.UniqueConstraint(
                fields=["review", "device"],
                condition=models.Q(device__isnull=False),
                name="one_device_one_flag_per_review",
            ),
        ]
        indexes = [
            models.Index(
                fields=["device"],
                condition=models.Q(device__isnull=False),
                name="flag_by_device",
            )
        ]

    def __str__(self) -> str:
        return f"flag on review {self.review_id}"
