"""What a group did in a month, counted once and then left as it is."""

from __future__ import annotations

from django.db import models

from watchgroups.models.groups import Group


class ActivityMonth(models.Model):
    """The figures of one month; public ones are drawn from here, so they never wander."""

    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, related_name="activity_months"
    )
    month = models.DateField(help_text="its first day")
    people = models.PositiveIntegerField(help_text="different members who were out")
    minutes = models.PositiveIntegerField(help_text="of all of them together")
    held = models.PositiveIntegerField()
    missed = models.PositiveIntegerField()
    seen = models.PositiveIntegerField(help_text="observations")
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "month"], name="month_of_a_group_is_counted_once"
            ),
            models.CheckConstraint(
                condition=models.Q(month__day=1), name="month_is_its_first_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.month:%Y-%m}"

    @property
    def hours(self) -> int:
        return round(self.minutes / 60)
