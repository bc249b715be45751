"""A build of reports, as rows: they are the truth, the queue only wakes (RULINGS 4)."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from engagement.common.weeks import Week
from engagement.places.models import Neighborhood
from engagement.priorities.choices import PartState


class WeightsVersion(models.Model):
    """The numbers of the method, by version; a report names the one it used."""

    number = models.IntegerField(unique=True)
    values = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"weights {self.number}"


class Run(models.Model):
    """One build for one week, of all neighborhoods or of one."""

    week_year = models.SmallIntegerField()
    week_number = models.SmallIntegerField()
    as_of = models.DateTimeField()
    weights = models.ForeignKey(WeightsVersion, on_delete=models.PROTECT)
    dispersion = models.JSONField(
        default=dict, help_text="phi by kind code, city-wide, frozen"
    )
    city = models.JSONField(
        default=dict, help_text="the town's own counts, to compare with, frozen"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    retries = models.SmallIntegerField(default=0, help_text="asked for by an officer")

    def __str__(self) -> str:
        return f"run {self.pk} of {self.week}"

    @property
    def week(self) -> Week:
        return Week(self.week_year, self.week_number)


class Part(models.Model):
    """One neighborhood's share of a run."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="parts")
    neighborhood = models.ForeignKey(Neighborhood, on_delete=models.PROTECT)
    state = models.CharField(max_length=8, choices=PartState, default=PartState.WAITING)
    attempts = models.SmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "neighborhood"], name="part_once_per_run_and_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.neighborhood_id} {self.state}"
