"""What must not be wiped yet, because a court or the law says so."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from engagement.concerns.models.issues import Issue


class LegalHold(models.Model):
    """Stops the nightly wiping for one issue until it is lifted (SECURITY 0.3)."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="holds")
    reason = models.CharField(
        max_length=300, help_text="who asked for it and under which number; no names"
    )
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    set_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issue"],
                condition=models.Q(lifted_at=None),
                name="held_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.issue} held since {self.set_at:%Y-%m-%d}"
