"""What officers set beside the numbers."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from engagement.concerns.models import Kind
from engagement.places.models import Neighborhood
from engagement.priorities.choices import AdjustReason
from engagement.promises.models import Promise


class Adjustment(models.Model):
    """An officer's factor on a line, with a reason and an end (SCIENCE 1.2)."""

    neighborhood = models.ForeignKey(Neighborhood, on_delete=models.PROTECT)
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT)
    factor = models.FloatField()
    is_pin = models.BooleanField(
        default=False, help_text="statutory or urgent: on top, no number changes"
    )
    reason_code = models.CharField(max_length=12, choices=AdjustReason)
    text = models.TextField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    needs_second = models.BooleanField(
        default=False, help_text="has no effect until somebody countersigned it"
    )
    made_at = models.DateTimeField()
    expires_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["neighborhood", "kind"],
                condition=models.Q(ended_at=None),
                name="one_adjustment_at_a_time_per_line",
            ),
            models.CheckConstraint(
                condition=models.Q(factor__in=[0.5, 0.75, 1.0, 1.5, 2.0]),
                name="adjustment_is_one_of_five_factors",
            ),
        ]

    def __str__(self) -> str:
        return f"x{self.factor}"


class LinePromise(models.Model):
    """A promise made for a neighborhood's kind; stays with it from week to week."""

    neighborhood = models.ForeignKey(Neighborhood, on_delete=models.PROTECT)
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT)
    promise = models.OneToOneField(
        Promise, on_delete=models.CASCADE, related_name="line_link"
    )

    def __str__(self) -> str:
        return f"promise {self.promise_id}"


class LineLetter(models.Model):
    """Who was told of a line's decision, and of which one: told once (RULINGS 6).

    A row of its own, because finished jobs leave the outbox within a day.
    """

    neighborhood = models.ForeignKey(Neighborhood, on_delete=models.CASCADE)
    kind = models.ForeignKey(Kind, on_delete=models.CASCADE)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    version = models.SmallIntegerField(help_text="the line's decision_version told")
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["neighborhood", "kind", "person"],
                name="line_letter_once_per_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} told v{self.version}"
