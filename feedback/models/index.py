"""What the index was after each wave, and what a neighborhood wants to reach.

Rows are only ever added: what was printed on a day can be printed again (decision 0080).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from engagement.places.models import Neighborhood
from feedback.choices import Measure
from feedback.models.surveys import Wave


class IndexValue(models.Model):
    """One measure of one place after one wave, as it may be printed."""

    wave = models.ForeignKey(
        Wave, on_delete=models.CASCADE, related_name="index_values"
    )
    neighborhood = models.ForeignKey(
        Neighborhood,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="empty: the whole town",
    )
    measure = models.CharField(max_length=6, choices=Measure)
    answers = models.PositiveIntegerField(help_text="rounded, as it is shown")
    mean = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    change = models.FloatField(null=True, help_text="since the wave before")
    change_low = models.FloatField(null=True)
    change_high = models.FloatField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "neighborhood", "measure"],
                name="index_is_worked_out_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(answers__gte=10),
                name="index_is_not_of_a_few",
            ),
        ]
        indexes = [
            models.Index(fields=["neighborhood", "made_at"], name="index_of_a_place")
        ]

    def __str__(self) -> str:
        return f"{self.wave}: {self.measure}"


class IndexTarget(models.Model):
    """What a place wants a measure to be, by when; the newest one counts."""

    neighborhood = models.ForeignKey(
        Neighborhood,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="empty: the whole town",
    )
    measure = models.CharField(max_length=6, choices=Measure)
    value = models.PositiveSmallIntegerField()
    until = models.DateField()
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(value__range=(0, 100)),
                name="target_is_on_the_scale",
            )
        ]
        indexes = [
            models.Index(
                fields=["neighborhood", "measure", "-set_at"], name="targets_by_age"
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.value}"
